import Foundation
import Glibc
import Synchronization

extension ChildProcess {
  /// Held from the making of pipes to the start of their child: glibc's module lacks `pipe2`, so between making a pipe and
  /// marking it close-on-exec another thread's child could inherit it and keep it open.
  private static let spawning = Mutex(())

  /// Linux's `F_SETPIPE_SZ`, which glibc shows only with `_GNU_SOURCE`.
  private static let setPipeSize: Int32 = 1031

  /// Starts a program in a process group of its own, while no other thread of this process starts one.
  static func spawnAlone(_ command: [String]) throws(Failure) -> Started {
    let started = spawning.withLock { _ in Result { () throws(Failure) in try spawn(command) } }
    return try started.get()
  }

  struct Started {
    var pid: pid_t
    var guardian: ProcessGroupGuardian
    var input: Int32
    var output: Int32
    var messages: Int32
  }

  private static func spawn(_ command: [String]) throws(Failure) -> Started {
    var pipes: [Int32] = []
    func pipePair() throws(Failure) -> (read: Int32, write: Int32) {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else {
        for end in pipes { close(end) }
        throw Failure.start(String(cString: strerror(errno)))
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes += ends
      return (ends[0], ends[1])
    }
    let (childInput, parentInput) = try pipePair()
    let (parentOutput, childOutput) = try pipePair()
    let (parentMessages, childMessages) = try pipePair()

    let lifeline = try pipePair()
    let guardian: ProcessGroupGuardian
    do {
      guardian = try ProcessGroupGuardian(lifeline: lifeline)
    } catch {
      for end in [childInput, parentInput, parentOutput, childOutput, parentMessages, childMessages] { close(end) }
      throw error
    }
    let result = start(command, group: guardian.group) { actions in
      posix_spawn_file_actions_adddup2(&actions, childInput, 0)
      posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
      posix_spawn_file_actions_adddup2(&actions, childMessages, 2)
    }
    for end in [childInput, childOutput, childMessages] { close(end) }
    guard case .success(let child) = result else {
      for end in [parentInput, parentOutput, parentMessages] { close(end) }
      guardian.killGroup()
      _ = try result.get()
      preconditionFailure("a failure throws")
    }
    for end in [parentInput, parentOutput, parentMessages] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    // Fewer switches between the two for large batches; a refusal only costs time.
    for end in [parentInput, parentOutput] { _ = fcntl(end, setPipeSize, 1 << 20) }
    return Started(
      pid: child, guardian: guardian, input: parentInput, output: parentOutput, messages: parentMessages)
  }

  /// Starts a program with all signals as they are by default.
  ///
  /// - Parameter group: the process group that it joins; 0 makes it the leader of a new one.
  static func start(
    _ command: [String], group: pid_t, redirect: (inout posix_spawn_file_actions_t) -> Void
  ) -> Result<pid_t, Failure> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    redirect(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    var allSignals = sigset_t()
    sigfillset(&allSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setsigdefault(&attributes, &allSignals)
    posix_spawnattr_setpgroup(&attributes, group)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var child: pid_t = 0
    let status = posix_spawnp(&child, command[0], &actions, &attributes, &arguments, environ)
    for argument in arguments { free(argument) }
    posix_spawnattr_destroy(&attributes)
    posix_spawn_file_actions_destroy(&actions)
    return status == 0 ? .success(child) : .failure(.start(String(cString: strerror(status))))
  }
}

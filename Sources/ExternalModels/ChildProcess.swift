import Foundation
import Glibc
import Synchronization
import Timing

/// A child process that is spoken to over its standard input and output, with a deadline on every exchange.
///
/// Foundation's `Process` is not used: it needs a run loop to notice an end, and its pipes cannot be waited for with a
/// deadline.
final class ChildProcess {
  private let pid: pid_t
  private let guardian: Guardian
  private var input: Int32
  private let output: Int32
  private let messages: Int32
  /// The end of what the child wrote on standard error.
  private var tail: [UInt8] = []
  /// Bytes of standard output that nobody has asked for yet.
  private var pending: [UInt8] = []
  private var ended = false
  private var killed = false

  enum Failure: Error {
    case start(String)
    case timeout
    case exited(ending: String, messages: String)
  }

  /// Held from the making of pipes to the start of their child: glibc's module lacks `pipe2`, so between making a pipe and
  /// marking it close-on-exec another thread's child could inherit it and keep it open.
  private static let spawning = Mutex(())

  /// Linux's `F_SETPIPE_SZ`, which glibc shows only with `_GNU_SOURCE`.
  private static let setPipeSize: Int32 = 1031

  convenience init(command: [String]) throws(Failure) {
    let started = Self.spawning.withLock { _ in Result { () throws(Failure) in try Self.spawn(command) } }
    self.init(try started.get())
  }

  private init(_ started: Started) {
    (pid, guardian) = (started.pid, started.guardian)
    (input, output, messages) = (started.input, started.output, started.messages)
  }

  private struct Started {
    var pid: pid_t
    var guardian: Guardian
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
    let guardian: Guardian
    do {
      guardian = try Guardian(lifeline: lifeline)
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
  fileprivate static func start(
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

  /// Number of bytes of standard output that have come without being asked for.
  func unreadCount() -> Int {
    drain(output, into: &pending)
    return pending.count
  }

  /// Sends all bytes, taking in meanwhile what the child writes so that neither waits for the other.
  func send(_ bytes: UnsafeRawBufferPointer, deadline: Deadline) throws(Failure) {
    var sent = 0
    while sent < bytes.count {
      let ready = try wait(writing: true, deadline: deadline)
      guard ready.writable else { continue }
      let count = withoutPipeSignal { write(input, bytes.baseAddress! + sent, bytes.count - sent) }
      if count > 0 {
        sent += count
      } else if count < 0, errno != EAGAIN, errno != EINTR {
        throw exitFailure()
      }
    }
  }

  /// Receives exactly `count` bytes.
  func receive(_ count: Int, deadline: Deadline) throws(Failure) -> [UInt8] {
    while pending.count < count {
      let ready = try wait(writing: false, deadline: deadline)
      if ready.outputClosed, pending.count < count { throw exitFailure() }
    }
    let result = Array(pending.prefix(count))
    pending.removeFirst(count)
    return result
  }

  /// Closes standard input, gives the child a moment to end by itself, then kills it and its children.
  func stop(grace: Double) {
    guard !ended else { return }
    closeInput()
    let deadline = Deadline(secondsFromNow: grace)
    while !deadline.hasPassed, !reap() { usleep(2000) }
    kill()
  }

  deinit {
    stop(grace: 0.2)
    close(output)
    close(messages)
  }

  private func kill() {
    guard !killed else { return }
    killed = true
    guardian.killGroup()
    if !ended {
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0, errno == EINTR {}
      ended = true
      ending = Self.describe(status)
    }
    closeInput()
  }

  private func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  private var ending = ""

  /// Notices the child's end without waiting for it.
  private func reap() -> Bool {
    if ended { return true }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) != 0 else { return false }
    ended = true
    ending = Self.describe(status)
    return true
  }

  /// The child has closed a pipe: waits a moment for its end, so that the reason can be told.
  private func exitFailure() -> Failure {
    let deadline = Deadline(secondsFromNow: 1)
    while !deadline.hasPassed, !reap() { usleep(2000) }
    let endedByItself = ended
    kill()
    drainMessages()
    let text = String(decoding: tail, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return .exited(ending: endedByItself ? ending : "closed its pipes without ending", messages: text)
  }

  private static func describe(_ status: Int32) -> String {
    let signal = status & 0x7f
    return signal == 0 ? "ended with status \((status >> 8) & 0xff)" : "was killed by signal \(signal)"
  }

  private func wait(writing: Bool, deadline: Deadline) throws(Failure) -> (writable: Bool, outputClosed: Bool) {
    var descriptors = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      // A negative descriptor is skipped: a child may close its standard error.
      pollfd(fd: messagesOpen ? messages : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: writing ? input : -1, events: Int16(POLLOUT), revents: 0),
    ]
    guard !deadline.hasPassed else { throw Failure.timeout }
    _ = poll(&descriptors, 3, Int32(min(deadline.remaining * 1000, 3_600_000).rounded(.up)))
    if descriptors[1].revents != 0 { drainMessages() }
    let closed = descriptors[0].revents != 0 && !drain(output, into: &pending)
    if closed, writing { throw exitFailure() }
    return (descriptors[2].revents != 0, closed)
  }

  private var messagesOpen = true

  private func drainMessages() {
    if !drain(messages, into: &tail) { messagesOpen = false }
    if tail.count > 2000 { tail.removeFirst(tail.count - 2000) }
  }

  /// Reads what is there. False when the other side has closed.
  @discardableResult
  private func drain(_ descriptor: Int32, into bytes: inout [UInt8]) -> Bool {
    while true {
      let count = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
        let count = read(descriptor, buffer.baseAddress!, buffer.count)
        if count > 0 { bytes.append(contentsOf: buffer[0..<count]) }
        return count
      }
      if count == 0 { return false }
      if count < 0, errno == EINTR { continue }
      if count < 0 { return errno == EAGAIN }
      // A child that floods its output must not fill the memory: the rest is read when it is asked for.
      if count < 1 << 16 || bytes.count > 1 << 26 { return true }
    }
  }

  /// Writing to a child that has ended raises SIGPIPE, which would end Winnow: it is blocked on this thread meanwhile,
  /// and taken away again if it came.
  private func withoutPipeSignal(_ body: () -> Int) -> Int {
    var pipeSignal = sigset_t()
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &pipeSignal, &before)
    let result = body()
    let error = errno
    if result < 0, error == EPIPE {
      var none = timespec(tv_sec: 0, tv_nsec: 0)
      while sigtimedwait(&pipeSignal, nil, &none) < 0, errno == EINTR {}
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    errno = error
    return result
  }
}

/// Leads the process group that a program and its children live in, and kills it when Winnow goes.
///
/// A killed Winnow (SIGKILL, out of memory) cannot stop its programs, and one that hangs would never notice the end of
/// its standard input. The guardian is a shell that waits for the end of a pipe that Winnow alone holds open: the kernel
/// closes it, however Winnow ends. (Linux's PR_SET_PDEATHSIG will not do: it fires when the *thread* that started the
/// program ends, and worker threads come and go.) A group of its own also keeps Control-C from the program.
private struct Guardian {
  /// Its process, which is the group's name.
  let group: pid_t
  private let lifeline: Int32

  init(lifeline ends: (read: Int32, write: Int32)) throws(ChildProcess.Failure) {
    let result = ChildProcess.start(["/bin/sh", "-c", "read line; kill -s KILL 0"], group: 0) { actions in
      posix_spawn_file_actions_adddup2(&actions, ends.read, 0)
      // Winnow's own pipes must not stay open for it.
      for output in [Int32(1), 2] { posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0) }
    }
    close(ends.read)
    lifeline = ends.write
    guard case .success(let pid) = result else {
      close(ends.write)
      _ = try result.get()
      preconditionFailure("a failure throws")
    }
    group = pid
  }

  /// Kills the program, its children and the guardian. To be called once: afterwards the group's name may be another's.
  func killGroup() {
    _ = Glibc.kill(-group, SIGKILL)
    var status: Int32 = 0
    while waitpid(group, &status, 0) < 0, errno == EINTR {}
    close(lifeline)
  }
}

import Foundation
import Storing

/// Has items worked on in another process, and says so when that process dies of one.
final class IsolatedProcessor {
  /// A program to run, with everything it is given.
  struct Command: Sendable {
    var executable: String
    var arguments: [String]
    var environment: [String: String]
  }

  enum Outcome {
    case record(ItemRecord)
    /// The item killed its process.
    case fatal(ItemFailure)
    /// The other process cannot even be started.
    case unavailable
  }

  private let command: Command
  private var child: Child?
  /// Seconds to wait before a killed item is tried again: long enough for a job that is being killed to be gone.
  private let pause: Double

  init(command: Command, pause: Double = 3) {
    self.command = command
    self.pause = pause
  }

  func process(_ index: Int) -> Outcome {
    var kills = 0
    while true {
      guard let child = child ?? Child(command) else { return .unavailable }
      self.child = child
      if let record = child.process(index) { return .record(record) }
      let death = child.death()
      self.child = nil
      // The kernel kills what takes too much memory, but people and schedulers kill too: look twice.
      if death == .signal(SIGKILL), kills == 0 {
        kills += 1
        Thread.sleep(forTimeInterval: pause)
        continue
      }
      return .fatal(ItemFailure(kind: "crash", message: Self.message(death)))
    }
  }

  private static func message(_ death: Child.Death) -> String {
    let hint = MemoryLimit.current.map { "; perhaps it takes more than the \($0 >> 20) MiB that a rank may have" } ?? ""
    return switch death {
    case .signal(SIGKILL):
      "its process was killed, also when it was tried alone; perhaps it takes more memory than there is"
    case .signal(let signal):
      "its process died, also when it was tried alone: \(String(cString: strsignal(signal))) (signal \(signal))\(hint)"
    case .exit(let code): "its process ended, also when it was tried alone, with exit code \(code)\(hint)"
    }
  }
}

extension IsolatedProcessor {
  /// The other process, and the pipes to and from it.
  private final class Child {
    enum Death: Equatable {
      case exit(Int32)
      case signal(Int32)
    }

    private let process: pid_t
    private let input: FileHandle
    private let output: FileHandle
    private var isReaped = false

    /// Nil when it cannot be started or does not send its handshake.
    init?(_ command: Command) {
      let toChild = Pipe()
      let fromChild = Pipe()
      // None may live on in another child: the end of this one would then never be seen.
      for pipe in [toChild, fromChild] {
        for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
          _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
      }
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      posix_spawn_file_actions_adddup2(&actions, toChild.fileHandleForReading.fileDescriptor, STDIN_FILENO)
      posix_spawn_file_actions_adddup2(&actions, fromChild.fileHandleForWriting.fileDescriptor, STDOUT_FILENO)
      var arguments = command.arguments.map { strdup($0) } + [nil]
      var environment = command.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
      defer { for text in arguments + environment { free(text) } }
      var process = pid_t()
      guard posix_spawn(&process, command.executable, &actions, nil, &arguments, &environment) == 0 else { return nil }
      self.process = process
      input = toChild.fileHandleForWriting
      output = fromChild.fileHandleForReading
      try? toChild.fileHandleForReading.close()
      try? fromChild.fileHandleForWriting.close()
      guard IsolationPipe.readReady(from: output) else { return nil }
    }

    deinit {
      // The end of its input is its end.
      try? input.close()
      if !isReaped { _ = death() }
    }

    /// The item's record; nil when the process died of it.
    func process(_ index: Int) -> ItemRecord? {
      guard (try? IsolationPipe.write(index, to: input)) != nil else { return nil }
      return IsolationPipe.readRecord(from: output)
    }

    /// How the process ended. Gives it a while to end by itself (writing a backtrace takes time), then makes it end.
    func death() -> Death {
      var status: Int32 = 0
      var waits = 0
      while waitpid(process, &status, WNOHANG) != process && waits < 3000 {
        waits += 1
        Thread.sleep(forTimeInterval: 0.02)
      }
      if waits == 3000 {
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
      }
      isReaped = true
      let signal = status & 0x7F
      return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
    }
  }
}

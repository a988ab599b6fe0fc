import Foundation
import Glibc
import Timing

/// A child process that is spoken to over its standard input and output, with a deadline on every exchange.
///
/// Foundation's `Process` is not used: it needs a run loop to notice an end, and its pipes cannot be waited for with a
/// deadline.
final class ChildProcess {
  private let pid: pid_t
  private let guardian: ProcessGroupGuardian
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

  convenience init(command: [String]) throws(Failure) {
    self.init(try Self.spawnAlone(command))
  }

  private init(_ started: Started) {
    (pid, guardian) = (started.pid, started.guardian)
    (input, output, messages) = (started.input, started.output, started.messages)
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

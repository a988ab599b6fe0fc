import Foundation
import Glibc

/// Leads the process group that a program and its children live in, and kills it when Winnow goes.
///
/// A killed Winnow (SIGKILL, out of memory) cannot stop its programs, and one that hangs would never notice the end of
/// its standard input. The guardian is a shell that waits for the end of a pipe that Winnow alone holds open: the kernel
/// closes it, however Winnow ends. (Linux's PR_SET_PDEATHSIG will not do: it fires when the *thread* that started the
/// program ends, and worker threads come and go.) A group of its own also keeps Control-C from the program.
struct ProcessGroupGuardian {
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

import Foundation

/// An MPI of this machine: its launcher, and the library of MPI calls that was built for it.
struct MPIInstallation {
  var launcher: String
  var library: String
  /// What the launcher wants to be told on a crowded machine, possibly as root.
  var settings: [String: String] = [:]

  /// Debian's, whose library is built with the program.
  static let openMPI = MPIInstallation(
    launcher: path("mpirun.openmpi", or: "mpirun"),
    library: WinnowProgram.executable.deletingLastPathComponent().appending(path: "libwinnow-mpi.so").path,
    settings: [
      "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
      "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none",
      // The same of Open MPI 5's launcher.
      "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe", "PRTE_MCA_hwloc_default_binding_policy": "none",
    ])

  /// Built by `make test` where MPICH is installed.
  static let mpich = MPIInstallation(
    launcher: path("mpirun.mpich", or: "mpiexec.hydra"),
    library: WinnowProgram.projectRoot.appending(path: ".build/mpich/libwinnow-mpi.so").path)

  /// The MPI under which ranks are started: Debian's Open MPI, unless WINNOW_TEST_MPI is `mpich` or a launcher's path, whose
  /// library then is WINNOW_MPI_LIBRARY.
  static let wanted: MPIInstallation = {
    let environment = ProcessInfo.processInfo.environment
    switch environment["WINNOW_TEST_MPI"] {
    case "mpich": return .mpich
    case let launcher? where launcher.hasPrefix("/"):
      return MPIInstallation(
        launcher: launcher, library: environment["WINNOW_MPI_LIBRARY"] ?? "", settings: openMPI.settings)
    default: return .openMPI
    }
  }()

  var environment: [String: String] { settings.merging(["WINNOW_MPI_LIBRARY": library]) { $1 } }

  var isInstalled: Bool {
    FileManager.default.isExecutableFile(atPath: launcher) && FileManager.default.fileExists(atPath: library)
  }

  private static func path(_ name: String, or other: String) -> String {
    let first = "/usr/bin/" + name
    return FileManager.default.isExecutableFile(atPath: first) ? first : "/usr/bin/" + other
  }
}

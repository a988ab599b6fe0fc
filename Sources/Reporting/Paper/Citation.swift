/// How to cite the program, in the Citation File Format (https://citation-file-format.github.io), version 1.2.0.
public enum Citation {
  /// The file `CITATION.cff`; the one at the root of the sources is this text.
  public static func file(version: String) -> String {
    """
    cff-version: 1.2.0
    message: If you use Winnow, please cite it, and the papers of the methods and scores that you show (settings.txt names them).
    type: software
    title: Winnow
    abstract: >-
      Finds the smallest part of every input of a data set that keeps a neural network's evidence, proves it minimal,
      and compares explanation methods.
    authors:
      - name: The Winnow authors
    version: \(version)
    license: Apache-2.0
    keywords:
      - explainable artificial intelligence
      - saliency maps
      - minimal sufficient masks
      - evaluation

    """
  }
}

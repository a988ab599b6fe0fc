/// Text as LaTeX sets it.
enum LaTeXText {
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&", "%", "$", "#", "_", "{", "}": result += "\\\(character)"
      case "\\": result += "\\textbackslash{}"
      case "~": result += "\\textasciitilde{}"
      case "^": result += "\\textasciicircum{}"
      case "<": result += "\\textless{}"
      case ">": result += "\\textgreater{}"
      case "×": result += "$\\times$"
      case "↑": result += "$\\uparrow$"
      case "↓": result += "$\\downarrow$"
      case "–": result += "--"
      case "\u{2212}": result += "$-$"
      case "\u{A0}": result += "~"
      default: result.append(character)
      }
    }
    return result
  }

  /// A heading of several lines, none much longer than `width` letters, in a cell of a table.
  static func heading(_ text: String, width: Int = 11) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ").map(String.init) {
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    let set = lines.map(escaped)
    return set.count > 1 ? "\\shortstack[r]{\(set.joined(separator: "\\\\"))}" : set.joined()
  }

  /// A number with so many decimals.
  static func number(_ value: Double, decimals: Int) -> String {
    var text = NumberText.fixed(value, decimals: decimals)
    // Nothing is less than zero by rounding.
    if text.hasPrefix("-"), !text.contains(where: { "123456789".contains($0) }) { text.removeFirst() }
    return text.hasPrefix("-") ? "$-$" + text.dropFirst() : text
  }
}

import Mustache

/// The pages of a report: from a run's record and what there is to show of it, to HTML.
///
/// Every page stands for itself: style and scripts are in it, pictures lie beside it, and its policy lets nothing else in. The same
/// input gives the same bytes. Used from any number of threads.
package struct ReportSite: Sendable {
  /// The SHA-256 of one of the run's own documents.
  package struct DocumentDigest: Sendable {
    /// Its file name.
    package let name: String
    /// 64 hexadecimal digits.
    package let sha256: String

    /// Makes an entry.
    package init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// What marks a page as this program's, so that a new report replaces an old one and nothing else.
  package static let generatorMark = "<meta name=\"generator\" content=\"Remnant "

  private let record: RunRecord
  private let documents: [DocumentDigest]
  private let version: String
  private let templates: MustacheLibrary

  /// Prepares the pages of `record`.
  ///
  /// - Parameter version: This program's.
  package init(record: RunRecord, documents: [DocumentDigest], version: String) {
    self.record = record
    self.documents = documents
    self.version = version
    templates = Self.library
  }

  /// log10 odds that a candidate needs: the run's, or the default where it is not known.
  package var threshold: Double {
    switch record.run?.options?["candidateLogOdds"] {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: Self.defaultThreshold
    }
  }

  /// What runs call a candidate unless told otherwise.
  private static let defaultThreshold = 3.0

  /// The list of clips: `index.html`.
  package func index(_ materials: [ClipMaterial]) -> [UInt8] {
    let shell = shell("Match report", kind: .index, scripts: ["common_js", "index_js"])
    return render("index", IndexPage(shell: shell, record: record, materials: materials, threshold: threshold))
  }

  /// The page of the clip at position `index`: ``ReportNaming/page(clip:)``.
  package func clip(_ index: Int, _ material: ClipMaterial) -> [UInt8] {
    let hasViewer = material.comparisons.contains { $0.files != nil }
    let shell = shell(
      record.clips[index].name, kind: .clip, scripts: hasViewer ? ["common_js", "viewer_js"] : ["common_js"])
    return render(
      "clip", ClipPage(shell: shell, record: record, index: index, material: material, threshold: threshold))
  }

  /// Provenance: `inputs.html`.
  package func inputs() -> [UInt8] {
    let shell = shell("Provenance", kind: .inputs, scripts: ["common_js"])
    return render("inputs", InputsPage(shell: shell, record: record, documents: documents))
  }

  /// Method and limits: `method.html`.
  package func method() -> [UInt8] {
    let shell = shell("Method and limits", kind: .method, scripts: ["common_js"])
    return render("method", MethodPage(shell: shell, threshold: threshold))
  }

  private enum Kind { case index, clip, inputs, method }

  private func shell(_ title: String, kind: Kind, scripts names: [String]) -> PageShell {
    let scripts = names.map(EmbeddedFiles.text)
    let style = EmbeddedFiles.text("report_css")
    return PageShell(
      title: title, root: kind == .clip ? "../" : "", writer: version,
      policy: ContentSecurity.policy(style: style, scripts: scripts), style: style, scripts: scripts,
      isIndex: kind == .index, isInputs: kind == .inputs, isMethod: kind == .method)
  }

  private func render(_ template: String, _ page: Any) -> [UInt8] {
    guard let html = templates.render(page, withTemplate: template) else {
      preconditionFailure("there is no template \(template)")
    }
    return Array(html.utf8)
  }

  /// The templates, each told to escape by ``HTMLEscaping``.
  private static let library: MustacheLibrary = {
    MustacheContentTypes.register(HTMLEscaping(), named: HTMLEscaping.name)
    var library = MustacheLibrary()
    for name in ["head", "foot", "index", "clip", "viewer", "inputs", "method"] {
      let text = "{{% CONTENT_TYPE: \(HTMLEscaping.name)}}" + EmbeddedFiles.text("\(name)_mustache")
      do { try library.register(text, named: name) } catch { preconditionFailure("the template \(name): \(error)") }
    }
    return library
  }()
}

/// The files of Report/Files, which the build puts into the code.
enum EmbeddedFiles {
  /// The text of the file whose name, with `_` for the point, is `name`.
  static func text(_ name: String) -> String {
    guard let bytes = files[name] else { preconditionFailure("no file \(name) is embedded") }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let files: [String: [UInt8]] = [
    "head_mustache": PackageResources.head_mustache, "foot_mustache": PackageResources.foot_mustache,
    "index_mustache": PackageResources.index_mustache, "clip_mustache": PackageResources.clip_mustache,
    "viewer_mustache": PackageResources.viewer_mustache, "inputs_mustache": PackageResources.inputs_mustache,
    "method_mustache": PackageResources.method_mustache, "report_css": PackageResources.report_css,
    "common_js": PackageResources.common_js, "index_js": PackageResources.index_js,
    "viewer_js": PackageResources.viewer_js,
  ]
}

// SHA-256 of what is too long to hold: films, and the list of all inputs.

import CCrypto

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A SHA-256 (FIPS 180-4) that takes its input piece by piece. Not for sharing between threads.
package final class ContentDigest {
  private let context: OpaquePointer

  /// Starts an empty digest.
  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto has no SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// Appends the UTF-8 of `text`.
  package func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  /// The digest so far, 64 lower-case hexadecimal digits; more may be appended afterwards.
  package var hexadecimal: String {
    guard let copy = EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest") }
    defer { EVP_MD_CTX_free(copy) }
    EVP_MD_CTX_copy_ex(copy, context)
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(copy, &digest, nil)
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The digest of a file of any length, or nil where `interrupt` was raised meanwhile.
  package static func ofFile(_ path: SourcePath, interrupt: InterruptFlag) throws(SystemError) -> String? {
    let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    let digest = ContentDigest()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while !interrupt.isRaised {
      let got = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress!, $0.count) }
      if got == 0 { return digest.hexadecimal }
      if got < 0 {
        if errno == EINTR { continue }
        throw .last
      }
      buffer.withUnsafeBytes { digest.append(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
    }
    return nil
  }
}

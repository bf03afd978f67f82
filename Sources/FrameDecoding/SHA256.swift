internal import CCrypto

/// SHA-256 (FIPS 180-4) of `bytes`: 64 lower-case hexadecimal digits.
func sha256(of bytes: UnsafeRawBufferPointer) -> String {
  var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
  var length: UInt32 = 0
  let done = EVP_Digest(bytes.baseAddress, bytes.count, &digest, &length, EVP_sha256(), nil)
  precondition(done == 1 && length == 32, "libcrypto has no SHA-256")
  let digits = Array("0123456789abcdef".utf8)
  return String(unsafeUninitializedCapacity: 64) { text in
    for i in 0..<32 {
      text[2 * i] = digits[Int(digest[i] >> 4)]
      text[2 * i + 1] = digits[Int(digest[i] & 15)]
    }
    return 64
  }
}

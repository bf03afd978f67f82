// Foundation's JSONEncoder writes keys in hash order, or alphabetically. Readers of results expect the schema first,
// and byte-stable output needs one fixed order: this encoder keeps the order in which a type encodes its keys, which
// for synthesised conformances is the order of its declaration.

/// Turns an `Encodable` value into a ``JSONValue``, keys in the order of encoding.
enum JSONTreeEncoder {
  /// The JSON form of `value`.
  static func tree(of value: some Encodable) throws -> JSONValue {
    try Node(encoding: value).value
  }
}

/// A value under construction: containers are filled after they have been handed out, so this is a reference.
private final class Node {
  enum Content {
    case scalar(JSONValue)
    case array([Node])
    case object([(name: String, node: Node)])
  }

  var content = Content.object([])

  init() {}

  init(encoding value: some Encodable) throws {
    try value.encode(to: TreeEncoder(node: self))
  }

  var value: JSONValue {
    switch content {
    case .scalar(let value): return value
    case .array(let nodes): return .array(nodes.map(\.value))
    case .object(let members): return .object(members.map { JSONValue.Member($0.name, $0.node.value) })
    }
  }

  func append(_ node: Node) {
    guard case .array(var nodes) = content else { preconditionFailure("an array was asked for") }
    content = .scalar(.null)  // Leaves `nodes` the only owner, so that appending does not copy.
    nodes.append(node)
    content = .array(nodes)
  }

  func append(_ node: Node, named name: String) {
    guard case .object(var members) = content else { preconditionFailure("an object was asked for") }
    content = .scalar(.null)
    members.append((name, node))
    content = .object(members)
  }
}

private struct TreeEncoder: Encoder {
  let node: Node
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = node.content {} else { node.content = .object([]) }
    return KeyedEncodingContainer(KeyedContainer<Key>(node: node))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .array = node.content {} else { node.content = .array([]) }
    return UnkeyedContainer(node: node)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { SingleContainer(node: node) }
}

private struct SingleContainer: SingleValueEncodingContainer {
  let node: Node
  let codingPath: [any CodingKey] = []

  func encodeNil() { node.content = .scalar(.null) }
  func encode(_ value: Bool) { node.content = .scalar(.bool(value)) }
  func encode(_ value: String) { node.content = .scalar(.string(value)) }
  func encode(_ value: Double) { node.content = .scalar(.number(value)) }
  func encode(_ value: Float) { node.content = .scalar(.number(Double(value))) }
  func encode(_ value: Int) { node.content = .scalar(.integer(value)) }
  func encode(_ value: Int8) { encode(Int(value)) }
  func encode(_ value: Int16) { encode(Int(value)) }
  func encode(_ value: Int32) { encode(Int(value)) }
  func encode(_ value: Int64) { encode(Int(value)) }
  func encode(_ value: UInt8) { encode(Int(value)) }
  func encode(_ value: UInt16) { encode(Int(value)) }
  func encode(_ value: UInt32) { encode(Int(value)) }
  func encode(_ value: UInt) throws { try encode(UInt64(value)) }

  func encode(_ value: UInt64) throws {
    guard let integer = Int(exactly: value) else {
      throw ReportingError.notEncodable(reason: "\(value) is beyond a signed 64-bit integer")
    }
    encode(integer)
  }

  func encode(_ value: some Encodable) throws { try value.encode(to: TreeEncoder(node: node)) }
}

private struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: Node
  let codingPath: [any CodingKey] = []

  private func add(_ key: Key) -> Node {
    let child = Node()
    node.append(child, named: key.stringValue)
    return child
  }

  func encodeNil(forKey key: Key) { add(key).content = .scalar(.null) }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    try value.encode(to: TreeEncoder(node: add(key)))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    TreeEncoder(node: add(key)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    TreeEncoder(node: add(key)).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    let child = Node()
    node.append(child, named: "super")
    return TreeEncoder(node: child)
  }

  func superEncoder(forKey key: Key) -> any Encoder { TreeEncoder(node: add(key)) }
}

private struct UnkeyedContainer: UnkeyedEncodingContainer {
  let node: Node
  let codingPath: [any CodingKey] = []

  var count: Int {
    guard case .array(let nodes) = node.content else { return 0 }
    return nodes.count
  }

  private func add() -> Node {
    let child = Node()
    node.append(child)
    return child
  }

  func encodeNil() { add().content = .scalar(.null) }

  func encode(_ value: some Encodable) throws { try value.encode(to: TreeEncoder(node: add())) }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    TreeEncoder(node: add()).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { TreeEncoder(node: add()).unkeyedContainer() }

  func superEncoder() -> any Encoder { TreeEncoder(node: add()) }
}

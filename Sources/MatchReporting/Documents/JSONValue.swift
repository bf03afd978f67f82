/// A JSON value whose objects keep the order of their members.
public indirect enum JSONValue: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// An integer.
  case integer(Int)
  /// A number; NaN and infinities have no JSON form and make writing fail.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object, its members in the order in which they are written.
  case object([Member])

  /// A name and its value in an object.
  public struct Member: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The value.
    public var value: JSONValue

    /// Makes a member.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }
}

extension JSONValue: Codable {
  /// Writes the value; members in their order where the encoder keeps it, as ``JSONDocument`` does.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value): try value.encode(to: encoder)
    case .integer(let value): try value.encode(to: encoder)
    case .number(let value): try value.encode(to: encoder)
    case .string(let value): try value.encode(to: encoder)
    case .array(let values): try values.encode(to: encoder)
    case .object(let members):
      try NamedValues(members.map { ($0.name, $0.value) }).encode(to: encoder)
    }
  }

  /// Reads any JSON value. Members come sorted by name, since decoders do not tell their order.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.singleValueContainer() {
      if container.decodeNil() {
        self = .null
        return
      }
      if let value = try? container.decode(Bool.self) {
        self = .bool(value)
        return
      }
      if let value = try? container.decode(Int.self) {
        self = .integer(value)
        return
      }
      if let value = try? container.decode(Double.self) {
        self = .number(value)
        return
      }
      if let value = try? container.decode(String.self) {
        self = .string(value)
        return
      }
      if let values = try? container.decode([JSONValue].self) {
        self = .array(values)
        return
      }
    }
    let members = try NamedValues<JSONValue>(from: decoder)
    self = .object(members.entries.map { Member($0.name, $0.value) })
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  /// Makes a value of a string literal.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Makes a value of an integer literal.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// Makes a value of a number literal.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Makes a value of a boolean literal.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// A JSON object whose names are data (stages, options, libraries), written in the order given.
///
/// A `Dictionary` would come out in another order in every run.
public struct NamedValues<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  /// One member.
  public struct Entry: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The value.
    public var value: Value
  }

  /// The members, in the order in which they are written.
  public private(set) var entries: [Entry]

  /// Makes an object of pairs of a name and a value; of equal names the last one counts.
  public init(_ pairs: [(String, Value)] = []) {
    entries = []
    for (name, value) in pairs { self[name] = value }
  }

  /// The value of `name`; nil where there is none. A new name goes to the end. O(number of members).
  public subscript(name: String) -> Value? {
    get { entries.first { $0.name == name }?.value }
    set {
      let index = entries.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): entries[index].value = value
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append(Entry(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Reads an object, members sorted by name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: NameKey.self)
    entries = try container.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
      Entry(name: $0.stringValue, value: try container.decode(Value.self, forKey: $0))
    }
  }

  /// Writes an object, members in their order where the encoder keeps it, as ``JSONDocument`` does.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NameKey.self)
    for entry in entries { try container.encode(entry.value, forKey: NameKey(entry.name)) }
  }
}

extension NamedValues: ExpressibleByDictionaryLiteral {
  /// Makes an object of a literal, in the order written; of equal names the last one counts.
  public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}

/// A coding key of any name or index.
struct NameKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ name: String) {
    stringValue = name
    intValue = nil
  }

  init?(stringValue: String) { self.init(stringValue) }

  init(index: Int) {
    stringValue = "[\(index)]"
    intValue = index
  }

  init?(intValue: Int) { self.init(index: intValue) }
}

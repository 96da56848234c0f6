#include "host/weights/pickle_bytes.hpp"
#include "host/weights/pickle_calls.hpp"
#include "host/weights/pickle_stack.hpp"

#include <tlhost/error.hpp>

#include <algorithm>

// The stack machine of the pickle format (protocols 2 to 5).  Values live in one growing store and
// refer to each other by index, so that neither depth nor circles can exhaust the machine's own
// stack, and each instruction costs a bounded amount of memory.

namespace tlhost::engine {
namespace {

using Kind = PickleKind;

class Machine {
 public:
  Machine(std::string_view bytes, std::size_t begin) : bytes_(bytes, begin) {
    pickle_.values.emplace_back();  // None, index 0
  }

  Pickle run() {
    if (bytes_.total() > kMaxPickleBytes) {
      throw DataError("a pickle of " + std::to_string(bytes_.total()) + " bytes; at most " +
                      std::to_string(kMaxPickleBytes) + " are read");
    }
    std::size_t start = bytes_.at();
    try {
      do {
        if (++instructions_ > kMaxInstructions) {
          throw DataError("more than " + std::to_string(kMaxInstructions) + " instructions");
        }
        start = bytes_.at();
      } while (step(static_cast<unsigned char>(bytes_.take(1)[0])));
    } catch (const DataError& error) {
      throw DataError("byte " + std::to_string(start) + " of the pickle: " + error.what());
    }
    pickle_.end = bytes_.at();
    return std::move(pickle_);
  }

 private:
  bool push(PickleIndex index) {
    stack_.push(index);
    return true;
  }

  bool push_number(Kind kind, std::int64_t number) {
    PickleValue value;
    value.kind = kind;
    value.number = number;
    return push(add_value(pickle_, std::move(value)));
  }

  bool push_text(Kind kind, std::string_view text) {
    PickleValue value;
    value.kind = kind;
    value.text = text;
    return push(add_value(pickle_, std::move(value)));
  }

  bool push_items(Kind kind, std::vector<PickleIndex> items) {
    PickleValue value;
    value.kind = kind;
    value.items = std::move(items);
    return push(add_value(pickle_, std::move(value)));
  }

  bool push_global(std::string_view module, std::string_view name) {
    constexpr std::size_t kMaxName = 1024;
    if (module.size() + name.size() > kMaxName) {
      throw DataError("the name of a class has more than " + std::to_string(kMaxName) + " bytes");
    }
    pickle_.names.push_back(std::string(module) + "." + std::string(name));
    return push_text(Kind::global, pickle_.names.back());
  }

  bool push_long(std::uint64_t size) {
    const std::string_view taken = bytes_.take(size);
    if (size > 8) {
      return push_text(Kind::wide, taken);
    }
    std::uint64_t value = little_endian(taken);
    if (size > 0 && size < 8 && (static_cast<unsigned char>(taken.back()) & 0x80) != 0) {
      value |= ~std::uint64_t{0} << (8 * size);  // two's complement
    }
    return push_number(Kind::integer, static_cast<std::int64_t>(value));
  }

  /// Python numbers them one by one, so a larger index is no pickle of Python's.
  bool put(std::uint64_t index) {
    stack_.put(index, instructions_);
    return true;
  }

  // ---- what fills values

  bool extend(const std::vector<PickleIndex>& items, Kind kind) {
    PickleValue& to = pickle_.values[stack_.top()];
    if (kind == Kind::dict && items.size() % 2 != 0) {
      throw DataError("a key has no value");
    }
    if (to.kind == Kind::object && kind == Kind::list) {
      return true;  // nothing is looked for in lists of unknown classes
    }
    if (to.kind != kind && to.kind != Kind::object) {
      throw DataError("items are added to what is no " +
                      std::string(kind == Kind::dict ? "dict" : "list"));
    }
    to.items.insert(to.items.end(), items.begin(), items.end());
    return true;
  }

  bool build() {
    const PickleIndex state = stack_.pop();
    PickleValue& to = pickle_.values[stack_.top()];
    if (to.kind == Kind::object) {
      to.state = state;
      return true;
    }
    // Attributes of a dict (a state_dict has versions there) or of a tensor mean nothing here.
    if (to.kind != Kind::dict && to.kind != Kind::tensor) {
      throw DataError("a state is given to what has none");
    }
    return true;
  }

  bool reduce(PickleIndex arguments) {
    const PickleIndex function = stack_.pop();
    return push(call_by_name(pickle_, function, arguments));
  }

  bool stop() {
    pickle_.root = stack_.pop();
    if (!stack_.is_empty()) {
      throw DataError("values are left on the stack at its end");
    }
    return false;
  }

  // ---- the instructions, in three groups; false after the last one

  bool step(unsigned char code) {
    switch (code) {
      case 0x80:  // PROTO
        if (const auto version = bytes_.number(1); version < 2 || version > 5) {
          throw DataError("protocol " + std::to_string(version) + "; 2 to 5 are read");
        }
        return true;
      case 0x95:  // FRAME
        bytes_.take(8);
        return true;
      case '.':
        return stop();
      case '(':
        stack_.mark();
        return true;
      case '0':
        stack_.drop();
        return true;
      case '1':
        stack_.pop_to_mark();
        return true;
      case '2':
        return push(stack_.top());
      case 'q':
        return put(bytes_.number(1));
      case 'r':
        return put(bytes_.number(4));
      case 0x94:  // MEMOIZE
        return put(stack_.memo_size());
      case 'h':
        return push(stack_.noted(bytes_.number(1)));
      case 'j':
        return push(stack_.noted(bytes_.number(4)));
      default:
        return step_value(code);
    }
  }

  bool step_value(unsigned char code) {
    switch (code) {
      case 'N':
        return push(0);
      case 0x88:  // NEWTRUE
      case 0x89:  // NEWFALSE
        return push_number(Kind::truth, code == 0x88);
      case 'K':
        return push_number(Kind::integer, static_cast<std::int64_t>(bytes_.number(1)));
      case 'M':
        return push_number(Kind::integer, static_cast<std::int64_t>(bytes_.number(2)));
      case 'J':
        return push_number(Kind::integer, static_cast<std::int32_t>(bytes_.number(4)));
      case 0x8a:  // LONG1
        return push_long(bytes_.number(1));
      case 0x8b:  // LONG4
        return push_long(bytes_.number(4));
      case 'G':  // BINFLOAT; no real number is looked at
        bytes_.take(8);
        return push_number(Kind::real, 0);
      case 0x8c:  // SHORT_BINUNICODE
      case 'U':   // SHORT_BINSTRING, of Python 2
      case 'C':   // SHORT_BINBYTES
        return push_text(Kind::text, bytes_.take(bytes_.number(1)));
      case 'X':  // BINUNICODE
      case 'T':  // BINSTRING
      case 'B':  // BINBYTES
        return push_text(Kind::text, bytes_.take(bytes_.number(4)));
      case 0x8d:  // BINUNICODE8
      case 0x8e:  // BINBYTES8
      case 0x96:  // BYTEARRAY8
        return push_text(Kind::text, bytes_.take(bytes_.number(8)));
      case 'c': {
        const std::string_view module = bytes_.line();
        return push_global(module, bytes_.line());
      }
      default:
        return step_container(code);
    }
  }

  bool step_container(unsigned char code) {
    switch (code) {
      case ')':
        return push_items(Kind::tuple, {});
      case 0x85:  // TUPLE1, TUPLE2, TUPLE3
      case 0x86:
      case 0x87:
        return push_items(Kind::tuple, stack_.pop_some(code - 0x84U));
      case 't':
        return push_items(Kind::tuple, stack_.pop_to_mark());
      case ']':
      case 0x8f:  // EMPTY_SET
        return push_items(Kind::list, {});
      case 'l':
      case 0x91:  // FROZENSET
        return push_items(Kind::list, stack_.pop_to_mark());
      case '}':
        return push_items(Kind::dict, {});
      case 'd': {
        const std::vector<PickleIndex> items = stack_.pop_to_mark();
        push_items(Kind::dict, {});
        return extend(items, Kind::dict);
      }
      case 'a':
        return extend(stack_.pop_some(1), Kind::list);
      case 'e':
      case 0x90:  // ADDITEMS
        return extend(stack_.pop_to_mark(), Kind::list);
      case 's':
        return extend(stack_.pop_some(2), Kind::dict);
      case 'u':
        return extend(stack_.pop_to_mark(), Kind::dict);
      default:
        return step_object(code);
    }
  }

  bool step_object(unsigned char code) {
    switch (code) {
      case 'R':   // REDUCE
      case 0x81:  // NEWOBJ
        return reduce(stack_.pop());
      case 0x92:  // NEWOBJ_EX; keywords mean nothing here
        stack_.pop();
        return reduce(stack_.pop());
      case 'b':
        return build();
      case 'Q':  // BINPERSID
        return push(persistent_value(pickle_, stack_.pop()));
      case 0x93: {  // STACK_GLOBAL
        const std::vector<PickleIndex> names = stack_.pop_some(2);
        const PickleValue &module = pickle_.at(names[0]), &name = pickle_.at(names[1]);
        if (module.kind != Kind::text || name.kind != Kind::text) {
          throw DataError("a class has no name");
        }
        return push_global(module.text, name.text);
      }
      default:
        throw DataError("instruction " + std::to_string(code) +
                        " is none that torch.save writes; the file is damaged or no pickle");
    }
  }

  PickleBytes bytes_;
  std::size_t instructions_ = 0;
  Pickle pickle_;
  PickleStack stack_;
};

}  // namespace

Pickle read_pickle(std::string_view bytes, std::size_t begin) {
  return Machine(bytes, std::min(begin, bytes.size())).run();
}

}  // namespace tlhost::engine

#include "host/weights/pickle_calls.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <limits>

// The stack machine of the pickle format (protocols 2 to 5).  Values live in one growing store and
// refer to each other by index, so that neither depth nor circles can exhaust the machine's own
// stack, and each instruction costs a bounded amount of memory.

namespace tlhost::engine {
namespace {

using Kind = PickleKind;

class Machine {
 public:
  Machine(std::string_view bytes, std::size_t begin) : bytes_(bytes), at_(begin) {
    pickle_.values.emplace_back();  // None, index 0
  }

  Pickle run() {
    if (bytes_.size() > kMaxPickleBytes) {
      throw DataError("a pickle of " + std::to_string(bytes_.size()) + " bytes; at most " +
                      std::to_string(kMaxPickleBytes) + " are read");
    }
    std::size_t start = at_;
    try {
      do {
        if (++instructions_ > kMaxInstructions) {
          throw DataError("more than " + std::to_string(kMaxInstructions) + " instructions");
        }
        start = at_;
      } while (step(static_cast<unsigned char>(take(1)[0])));
    } catch (const DataError& error) {
      throw DataError("byte " + std::to_string(start) + " of the pickle: " + error.what());
    }
    pickle_.end = at_;
    return std::move(pickle_);
  }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size() - at_) {
      throw DataError("it ends within an instruction (" + std::to_string(size) +
                      " bytes are needed, " + std::to_string(bytes_.size() - at_) +
                      " are left); the file is cut or damaged");
    }
    const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(size));
    at_ += taken.size();
    return taken;
  }

  std::uint64_t unsigned_number(std::size_t size) {
    const std::string_view taken = take(size);
    std::uint64_t value = 0;
    for (std::size_t i = size; i > 0; --i) {
      value = value << 8 | static_cast<unsigned char>(taken[i - 1]);
    }
    return value;
  }

  std::string_view line() {
    const std::size_t end = bytes_.find('\n', at_);
    const std::string_view text = take(end == std::string_view::npos ? bytes_.size() : end - at_);
    take(1);
    return text;
  }

  // ---- the stack

  PickleIndex pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) {
      throw DataError("a value is needed, but the stack is empty");
    }
    const PickleIndex top = stack_.back();
    stack_.pop_back();
    return top;
  }

  std::vector<PickleIndex> pop_to_mark() {
    if (marks_.empty()) {
      throw DataError("a mark is needed, but there is none");
    }
    const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleIndex> items(from, stack_.end());
    stack_.erase(from, stack_.end());
    marks_.pop_back();
    return items;
  }

  std::vector<PickleIndex> pop_some(std::size_t count) {
    std::vector<PickleIndex> items(count);
    for (std::size_t i = count; i > 0; --i) {
      items[i - 1] = pop();
    }
    return items;
  }

  PickleIndex top() {
    const PickleIndex index = pop();
    stack_.push_back(index);
    return index;
  }

  bool push(PickleIndex index) {
    stack_.push_back(index);
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
    const std::string_view taken = take(size);
    if (size > 8) {
      return push_text(Kind::wide, taken);
    }
    std::uint64_t value = 0;
    for (std::size_t i = taken.size(); i > 0; --i) {
      value = value << 8 | static_cast<unsigned char>(taken[i - 1]);
    }
    if (size > 0 && size < 8 && (static_cast<unsigned char>(taken.back()) & 0x80) != 0) {
      value |= ~std::uint64_t{0} << (8 * size);  // two's complement
    }
    return push_number(Kind::integer, static_cast<std::int64_t>(value));
  }

  // ---- the memo

  bool put(std::uint64_t index) {
    // Python numbers them one by one, so a larger index is no pickle of Python's.
    if (index > instructions_) {
      throw DataError("memo index " + std::to_string(index) + " is out of order");
    }
    if (index >= memo_.size()) {
      memo_.resize(index + 1, kNothing);
    }
    memo_[index] = top();
    return true;
  }

  bool get(std::uint64_t index) {
    if (index >= memo_.size() || memo_[index] == kNothing) {
      throw DataError("memo index " + std::to_string(index) + " is not set");
    }
    return push(memo_[index]);
  }

  // ---- what fills values

  bool extend(const std::vector<PickleIndex>& items, Kind kind) {
    PickleValue& to = pickle_.values[top()];
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
    const PickleIndex state = pop();
    PickleValue& to = pickle_.values[top()];
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
    const PickleIndex function = pop();
    return push(call_by_name(pickle_, function, arguments));
  }

  bool drop_mark() {
    pop_to_mark();
    return true;
  }

  bool drop() {
    if (!marks_.empty() && marks_.back() == stack_.size()) {
      marks_.pop_back();
    } else {
      pop();
    }
    return true;
  }

  bool stop() {
    pickle_.root = pop();
    if (!stack_.empty() || !marks_.empty()) {
      throw DataError("values are left on the stack at its end");
    }
    return false;
  }

  // ---- the instructions, in three groups; false after the last one

  bool step(unsigned char code) {
    switch (code) {
      case 0x80:  // PROTO
        if (const auto version = unsigned_number(1); version < 2 || version > 5) {
          throw DataError("protocol " + std::to_string(version) + "; 2 to 5 are read");
        }
        return true;
      case 0x95:  // FRAME
        take(8);
        return true;
      case '.':
        return stop();
      case '(':
        marks_.push_back(stack_.size());
        return true;
      case '0':
        return drop();
      case '1':
        return drop_mark();
      case '2':
        return push(top());
      case 'q':
        return put(unsigned_number(1));
      case 'r':
        return put(unsigned_number(4));
      case 0x94:  // MEMOIZE
        return put(memo_.size());
      case 'h':
        return get(unsigned_number(1));
      case 'j':
        return get(unsigned_number(4));
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
        return push_number(Kind::integer, static_cast<std::int64_t>(unsigned_number(1)));
      case 'M':
        return push_number(Kind::integer, static_cast<std::int64_t>(unsigned_number(2)));
      case 'J':
        return push_number(Kind::integer, static_cast<std::int32_t>(unsigned_number(4)));
      case 0x8a:  // LONG1
        return push_long(unsigned_number(1));
      case 0x8b:  // LONG4
        return push_long(unsigned_number(4));
      case 'G':  // BINFLOAT; no real number is looked at
        take(8);
        return push_number(Kind::real, 0);
      case 0x8c:  // SHORT_BINUNICODE
      case 'U':   // SHORT_BINSTRING, of Python 2
      case 'C':   // SHORT_BINBYTES
        return push_text(Kind::text, take(unsigned_number(1)));
      case 'X':  // BINUNICODE
      case 'T':  // BINSTRING
      case 'B':  // BINBYTES
        return push_text(Kind::text, take(unsigned_number(4)));
      case 0x8d:  // BINUNICODE8
      case 0x8e:  // BINBYTES8
      case 0x96:  // BYTEARRAY8
        return push_text(Kind::text, take(unsigned_number(8)));
      case 'c': {
        const std::string_view module = line();
        return push_global(module, line());
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
        return push_items(Kind::tuple, pop_some(code - 0x84U));
      case 't':
        return push_items(Kind::tuple, pop_to_mark());
      case ']':
      case 0x8f:  // EMPTY_SET
        return push_items(Kind::list, {});
      case 'l':
      case 0x91:  // FROZENSET
        return push_items(Kind::list, pop_to_mark());
      case '}':
        return push_items(Kind::dict, {});
      case 'd':
        push_items(Kind::dict, {});
        return move_under_mark();
      case 'a':
        return extend(pop_some(1), Kind::list);
      case 'e':
      case 0x90:  // ADDITEMS
        return extend(pop_to_mark(), Kind::list);
      case 's':
        return extend(pop_some(2), Kind::dict);
      case 'u':
        return extend(pop_to_mark(), Kind::dict);
      default:
        return step_object(code);
    }
  }

  /// DICT: the new dict takes what lies above the mark.
  bool move_under_mark() {
    const PickleIndex dict = pop();
    const std::vector<PickleIndex> items = pop_to_mark();
    stack_.push_back(dict);
    return extend(items, Kind::dict);
  }

  bool step_object(unsigned char code) {
    switch (code) {
      case 'R':   // REDUCE
      case 0x81:  // NEWOBJ
        return reduce(pop());
      case 0x92:  // NEWOBJ_EX; keywords mean nothing here
        pop();
        return reduce(pop());
      case 'b':
        return build();
      case 'Q':  // BINPERSID
        return push(persistent_value(pickle_, pop()));
      case 0x93: {  // STACK_GLOBAL
        const std::vector<PickleIndex> names = pop_some(2);
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

  static constexpr PickleIndex kNothing = std::numeric_limits<PickleIndex>::max();

  const std::string_view bytes_;
  std::size_t at_ = 0, instructions_ = 0;
  Pickle pickle_;
  std::vector<PickleIndex> stack_, memo_;
  std::vector<std::size_t> marks_;
};

}  // namespace

Pickle read_pickle(std::string_view bytes, std::size_t begin) {
  return Machine(bytes, std::min(begin, bytes.size())).run();
}

}  // namespace tlhost::engine

// A library without a note.  That nothing of it runs is seen by the program going on.
namespace {

struct Initialiser {
  Initialiser() { __builtin_trap(); }
};

const Initialiser kInitialiser;

}  // namespace

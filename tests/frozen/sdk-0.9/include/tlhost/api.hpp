#pragma once

/// Visible across libraries: exceptions and interfaces are told apart by type on both sides.
#define TLHOST_API __attribute__((visibility("default")))

// THE RULE.  The host makes every struct; a plugin fills it or reads it through a reference.  Only
// std types, tensors and numbers travel by value or inside containers.  So structs, and interfaces
// that the host implements, may grow at their end; interfaces that a plugin implements are closed,
// and grow by new ones found with Object::query(). The default branch of a switch over an SDK enum
// is never an error: enums grow too.

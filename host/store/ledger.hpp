#pragma once
#include <string>

namespace tlhost::engine {

/// Notes that predictions `key` are made on a test set: <store>/ledger/<test images>/<key>.json.
/// An entry that is there is left alone: the same predictions count once, and ledgers of two
/// stores are merged by union.  Errors: Refusal(disk).
void write_ledger_entry(const std::string& store,
                        const std::string& test_images,
                        const std::string& key);

}  // namespace tlhost::engine

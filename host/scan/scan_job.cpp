#include "host/scan/scan_job.hpp"

#include "host/catalog/component.hpp"
#include "host/process/child_context.hpp"
#include "host/process/surroundings.hpp"
#include "host/resolve/made_by.hpp"
#include "host/scan/bad_samples.hpp"
#include "host/scan/disk_need.hpp"
#include "host/scan/identities.hpp"
#include "host/scan/record_reader.hpp"
#include "host/scan/scratch_folder.hpp"
#include "host/scan/stat_cache.hpp"
#include "host/scan/view_writers.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"

#include <tlhost/dataset.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

// One pass: list, then for each record stat, read, hash, decode and write its pixels.  Where every
// record is remembered and all pixels are in the store, nothing is read but what was bad last time.

namespace tlhost::engine {
namespace {

constexpr const char* kNoException = "an exception that is not a std::exception";

class ScanJob {
 public:
  ScanJob(const ScanRequest& request, const Store& store, ReadingNow& reading, Channel& channel)
      : request_(request),
        store_(store),
        reading_(reading),
        channel_(channel),
        scratch_(store, request.name),
        context_(channel, scratch_.path()),
        library_(request.component.library),
        dataset_(create_object(library_,
                               library_.entry(Kind::dataset, request.component.name),
                               request.component.arguments,
                               ModelRequest{},
                               context_)) {}

  std::string run() {
    const std::string component = canonical_json(request_.component.key());
    at_the_door(request_.component.plugin,
                [&] { listing_ = list_records(*dataset_, component, context_); });
    refuse_changes();
    listing_.follow_links = request_.follow_links;
    bad_.emplace(request_.name, request_.bad_samples, listing_);
    StatCache cache(store_.scan_cache(listing_.root + "\n" + component));
    problems_.assign(listing_.table.rows.size(), "");
    const bool known = remembered(cache);
    if (known) {
      take_out_bad(cache);
    }
    if (!known || !pixels_are_there()) {
      read_all(cache);
    }
    cache.save();
    return publish_records();
  }

 private:
  void refuse_changes() const {
    const std::string changed = what_changed(before_, surroundings());
    if (!changed.empty()) {
      throw Error(request_.component.plugin + ": changed " + changed + " of the host's process");
    }
  }

  bool remembered(StatCache& cache) {
    identities_.assign(listing_.table.rows.size(), {});
    for (std::size_t row = 0; row < listing_.table.rows.size(); ++row) {
      const RecordRow& record = listing_.table.rows[row];
      if (bad_->skips() && cache.was_bad(record.id)) {
        if (!is_still_bad(row)) {
          return false;
        }
        continue;
      }
      FileStamp stamp;
      try {
        stamp = stamp_of(file_of(listing_, row));
      } catch (const DataError&) {
        return false;  // read_all tells, together with all others
      }
      const RememberedRecord* known = cache.find(record.id, stamp);
      if (known == nullptr) {
        return false;
      }
      take(row, *known, stamp.size);
      cache.remember(record.id, *known);
    }
    return true;
  }

  bool is_still_bad(std::size_t row) {
    attempt(0, row, [&] { read_record(*dataset_, listing_, row, views()); });
    rethrow_failure();
    return !problems_[row].empty();
  }

  /// Leaves out what cannot be read, or refuses; returns the rows.
  std::vector<std::size_t> take_out_bad(StatCache& cache) {
    for (std::size_t row = 0; row < problems_.size(); ++row) {
      if (!problems_[row].empty()) {
        cache.remember_bad(listing_.table.rows[row].id);
      }
    }
    std::vector<std::size_t> rows = bad_->take_out(problems_, listing_);
    erase_rows(identities_, rows);
    return rows;
  }

  void take(std::size_t row, const RememberedRecord& facts, std::uint64_t bytes) {
    RecordRow& record = listing_.table.rows[row];
    record.bytes = bytes;
    record.sha256 = facts.sha256;
    record.width = facts.width;
    record.height = facts.height;
    record.channels = facts.channels;
    identities_[row] = facts.identity;
  }

  std::vector<View> views() const {
    return views_for(request_.image, request_.sizes, listing_.table.info.channels);
  }

  bool pixels_are_there() const {
    const std::string images = images_id(listing_.table);
    const std::vector<View> all = views();
    return std::all_of(all.begin(), all.end(), [&](const View& view) {
      return store_.find("pixels", Store::key_of(pixels_key(images, view))).has_value();
    });
  }

  void read_all(StatCache& cache) {
    const std::size_t count = listing_.table.rows.size();
    ask_for_room();
    ViewWriters writers(store_, request_.name, views(), count);
    problems_.assign(count, "");
    std::vector<std::thread> threads;
    for (int i = 1; i < request_.threads; ++i) {
      threads.emplace_back([&, i] { read_some(static_cast<std::size_t>(i), cache, writers); });
    }
    read_some(0, cache, writers);
    for (std::thread& thread : threads) {
      thread.join();
    }
    rethrow_failure();
    const std::vector<std::size_t> bad = take_out_bad(cache);
    writers.publish(listing_.table, bad);
  }

  /// Says what the pixels will take, while there is still time to stop.
  void ask_for_room() {
    const DiskNeed need{request_.name, store_.folder(), listing_.table.rows.size(), views()};
    const std::uint64_t free_bytes = free_bytes_of(need.folder);
    refuse_what_does_not_fit(need, free_bytes);
    channel_.send({{"type", "note"}, {"text", disk_text(need, free_bytes)}});
  }

  void read_some(std::size_t thread, StatCache& cache, ViewWriters& writers) {
    for (std::size_t row = next_++; row < listing_.table.rows.size(); row = next_++) {
      attempt(thread, row, [&] {
        const ReadRecord read = read_record(*dataset_, listing_, row, writers.views());
        writers.write(row, read.views);
        const std::lock_guard<std::mutex> lock(mutex_);
        take(row, read.facts, read.bytes);
        cache.remember(listing_.table.rows[row].id, read.facts);
        context_.status("scan " + request_.name + ": " + std::to_string(++read_) + "/" +
                        std::to_string(listing_.table.rows.size()));
      });
    }
  }

  /// What goes wrong is the record's problem; a Refusal is the host's own and ends the reading.
  template <class Read>
  void attempt(std::size_t thread, std::size_t row, const Read& read) {
    reading_.set(thread, listing_.table.rows[row].id);
    try {
      read();
    } catch (const Refusal&) {
      const std::lock_guard<std::mutex> lock(mutex_);
      failure_ = std::current_exception();
      next_ = listing_.table.rows.size();
    } catch (const std::exception& error) {
      complain(row, error.what());
    } catch (...) {
      complain(row, kNoException);
    }
    reading_.set(thread, "");
  }

  void rethrow_failure() const {
    if (failure_) {
      std::rethrow_exception(failure_);
    }
  }

  void complain(std::size_t row, const std::string& what) {
    const std::string whose =
        listing_.table.info.own_pixels ? request_.component.plugin + ": " : std::string();
    const std::lock_guard<std::mutex> lock(mutex_);
    problems_[row] = whose + what;
  }

  std::string publish_records() {
    const std::string tsv = records_to_tsv(listing_.table), info = info_to_json(listing_.table);
    const std::string identities = identities_to_text(identities_);
    const boost::json::value key{{"kind", kRecordsKind},
                                 {"info", sha256_hex(info)},
                                 {"records", sha256_hex(tsv)},
                                 {"identities", sha256_hex(identities)}};
    const std::string name = Store::key_of(key);
    if (!store_.find("records", name)) {
      const Draft draft = store_.begin(key);
      write_file_atomically(draft.folder + "/records.tsv", tsv);
      write_file_atomically(draft.folder + "/info.json", info);
      write_file_atomically(draft.folder + "/" + kIdentitiesFile, identities);
      PublishFacts facts;
      facts.made_by = made_by({&request_.component});
      store_.publish(draft, facts);
    }
    return name;
  }

  const ScanRequest& request_;
  const Store& store_;
  ReadingNow& reading_;
  Channel& channel_;
  ScratchFolder scratch_;
  ChildContext context_;
  Surroundings before_ = surroundings();
  Library library_;
  Loaded<Dataset> dataset_;
  Listing listing_;
  std::optional<BadSamples> bad_;
  std::vector<Identity> identities_;  // of the rows
  std::vector<std::string> problems_;
  std::atomic<std::size_t> next_{0};
  std::size_t read_ = 0;
  std::mutex mutex_;
  std::exception_ptr failure_;  // of the host itself: a full disk
};

Refusal plugin_refusal(const ScanRequest& request, const std::string& what) {
  return Refusal(Exit::plugin,
                 {"PLUGIN-FAILED",
                  "dataset " + request.name,
                  what,
                  "/datasets/" + request.name,
                  "report this to the plugin's author"});
}

}  // namespace

int run_scan_job(const ScanRequest& request,
                 const Store& store,
                 ReadingNow& reading,
                 Channel& channel) {
  const auto refuse = [&request](const char* code, const std::string& what) {
    return Refusal(Exit::bad_data,
                   {code,
                    "dataset " + request.name,
                    what,
                    "/datasets/" + request.name,
                    "see the plugin's README"});
  };
  try {
    set_up_decoders();
    const std::string records = ScanJob(request, store, reading, channel).run();
    channel.send({{"type", "scanned"}, {"records", records}});
    return 0;
  } catch (const ConfigError& error) {
    throw Refusal(
        Exit::usage,
        {"DATA-CONFIG", "dataset " + request.name, error.what(), "/datasets/" + request.name, ""});
  } catch (const DataError& error) {
    throw refuse("DATA-DATASET", error.what());
  } catch (const Error& error) {
    throw plugin_refusal(request, error.what());
  } catch (const std::exception&) {
    throw;  // the host's own
  } catch (...) {
    throw plugin_refusal(request, request.component.plugin + ": " + kNoException);
  }
}

}  // namespace tlhost::engine

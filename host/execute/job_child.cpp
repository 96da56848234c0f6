#include "host/execute/job_child.hpp"

#include "host/execute/chains.hpp"
#include "host/execute/numeric.hpp"
#include "host/log/exception_text.hpp"
#include "host/log/problem.hpp"

#include <tlhost/error.hpp>

#include <string>

namespace tlhost::engine {

FeatureDesk::Answer ChannelDesk::need(const std::string& key) {
  channel_.send({{"type", "need"}, {"key", key}});
  const auto answer = channel_.receive();
  if (!answer) {
    throw Refusal(Exit::bug, {"PROCESS-ORPHAN", "job", "the supervisor is gone", "", ""});
  }
  const std::string word(answer->at("answer").as_string());
  return word == "there" ? Answer::there : word == "wait" ? Answer::wait : Answer::compute;
}

void ChannelDesk::made(const std::string& key) { channel_.send({{"type", "made"}, {"key", key}}); }

int run_jobs(const std::vector<std::size_t>& jobs,
             const JobSurroundings& around,
             Channel& channel) {
  const FitJob& first = fit_of(around.plan, around.plan.jobs[jobs.front()]);
  set_up_numerics(first.numeric);
  for (const std::size_t index : jobs) {
    const Job& job = around.plan.jobs[index];
    const auto fail = [&](const char* type, const std::string& reason) {
      channel.send({{"type", type}, {"job", index}, {"reason", reason}});
      return kFailedCode;
    };
    channel.send({{"type", "begin"}, {"job", index}});
    try {
      job.fit ? run_fit(job, around) : run_predict(job, around);
    } catch (const Parked&) {
      return kParkedCode;
    } catch (const NotApplicable& error) {
      return fail("not_applicable", error.what());
    } catch (const Refusal& refusal) {
      if (refusal.exit() == Exit::disk) {
        throw;  // ends the run, not the job
      }
      return fail("failed",
                  refusal.problems().front().where + ": " + refusal.problems().front().what);
    } catch (const std::exception& error) {
      return fail("failed", text_of(error));
    } catch (...) {
      return fail("failed", whose_code(around.plan, job) + ": threw what is not a std::exception");
    }
    channel.send({{"type", "done"}, {"job", index}});
    // A fit that diverged is finished, and has nothing to predict with.
    const auto artefact = around.store.find(job.kind(), job.key);
    if (artefact && artefact->manifest.status == "diverged") {
      break;
    }
  }
  return 0;
}

}  // namespace tlhost::engine

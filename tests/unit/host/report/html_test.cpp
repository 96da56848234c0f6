#include "host/report/html.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/report/sample_outcomes.hpp"

#include <algorithm>
#include <map>
#include <set>

using tlhost::engine::report_html;
using tlhost::test::hostile_outcomes;
using tlhost::test::hostile_provenance;
using tlhost::test::sample_outcomes;
using tlhost::test::sample_provenance;

namespace {

// How often each tag is opened and closed; "<name" and "</name".
std::map<std::string, int> tags_of(const std::string& html) {
  std::map<std::string, int> tags;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find_first_of(" >/\n", at + 2);
    ++tags[html.substr(at + 1, end - at - 1)];
  }
  return tags;
}

}  // namespace

TEST_CASE("the report has no script and may load nothing", "[report][html]") {
  const std::string html = report_html(sample_outcomes(), sample_provenance());
  CHECK_THAT(html, Catch::Contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("http://") == std::string::npos);
  CHECK(html.find("https://") == std::string::npos);
  CHECK(html.find("url(") == std::string::npos);
}

TEST_CASE("hostile names add no element to the report", "[report][html]") {
  const std::string html = report_html(hostile_outcomes(), hostile_provenance());
  const std::set<std::string> ours = {
      "!DOCTYPE", "html", "head", "meta", "title",  "style",   "body",    "header",
      "h1",       "h2",   "h3",   "p",    "main",   "section", "figure",  "figcaption",
      "svg",      "line", "text", "rect", "circle", "table",   "caption", "thead",
      "tbody",    "tr",   "th",   "td",   "div",    "pre",     "q"};
  for (const auto& [tag, count] : tags_of(html)) {
    const std::string name = tag.front() == '/' ? tag.substr(1) : tag;
    INFO(name);
    CHECK(ours.count(name) == 1);
  }
  CHECK(html.find("alert('") == std::string::npos);
  CHECK_THAT(
      html,
      Catch::Contains(
          "&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;\\x0A=1+1\\xFF\\x1B[31m"));
  CHECK(html.find('\xff') == std::string::npos);
  CHECK(html.find('\x1b') == std::string::npos);
}

TEST_CASE("every element of the report that needs an end has one", "[report][html]") {
  const std::set<std::string> without_end = {"!DOCTYPE", "meta", "line", "rect", "circle"};
  const std::string html = report_html(sample_outcomes(), sample_provenance());
  const auto tags = tags_of(html);
  for (const auto& [tag, count] : tags) {
    if (tag.front() != '/' && without_end.count(tag) == 0) {
      INFO(tag);
      REQUIRE(tags.count("/" + tag) == 1);
      CHECK(tags.at("/" + tag) == count);
    }
  }
}

TEST_CASE("failed and undefined cells are shown with their reasons", "[report][html]") {
  const std::string html = report_html(sample_outcomes(), sample_provenance());
  CHECK_THAT(html, Catch::Contains("failed, seeds 1, 2: out of memory"));
  CHECK_THAT(html, Catch::Contains("diverged, seed 2: the loss is not finite in epoch 3"));
  CHECK_THAT(html, Catch::Contains("auc: class &quot;b&quot; has no test record"));
  CHECK_THAT(html, Catch::Contains("2 of 3"));
  CHECK_THAT(html, Catch::Contains("1, fixed"));
}

TEST_CASE("confusion matrices are summed over distinct fits", "[report][html]") {
  const auto outcomes = sample_outcomes();
  const std::string html = report_html(outcomes, sample_provenance());
  std::int64_t first = 0;
  for (const auto& run : outcomes.cells[0].runs) {
    first += run.confusion[0];
  }
  const std::size_t at = html.find("imagenet · vgg16 · fine_tune, sum of 3 fits");
  REQUIRE(at != std::string::npos);
  const std::string row =
      "<tr><th scope=\"row\">nevus</th><td class=\"n\">" + std::to_string(first) + "</td>";
  CHECK(html.find(row, at) < html.find("</table>", at));
  CHECK_THAT(html, Catch::Contains("imagenet · vgg16 · svm_features, 1 fit<"));
}

TEST_CASE("the report shows provenance, facts and the experiment file", "[report][html]") {
  const std::string html = report_html(sample_outcomes(), sample_provenance());
  CHECK_THAT(html, Catch::Contains("3f2a91c07d"));
  CHECK_THAT(html, Catch::Contains("200 records: nevus 120, melanoma 80"));
  CHECK_THAT(html, Catch::Contains("<pre>{\n  &quot;format&quot;: 1,  // required\n"));
}

TEST_CASE("an experiment without cells has a report", "[report][html]") {
  CHECK_THAT(report_html({}, {}), Catch::Contains("<p>No results.</p>"));
}

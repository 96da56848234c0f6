#include "host/report/text.hpp"

#include "tests/support/catch.hpp"

using tlhost::engine::csv_text;
using tlhost::engine::figure_text;
using tlhost::engine::html_lines;
using tlhost::engine::html_text;
using tlhost::engine::shown_width;
using tlhost::engine::visible_text;

TEST_CASE("control and turning characters and bytes that are not text are shown",
          "[report][text]") {
  CHECK(visible_text("a\nb\t\x1b[0m\x7f") == "a\\x0Ab\\x09\\x1B[0m\\x7F");
  CHECK(visible_text(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(visible_text("Zürich") == "Zürich");
  CHECK(visible_text("\xff") == "\\xFF");
  CHECK(visible_text("\xe2\x80\xae") == "\\xE2\\x80\\xAE");  // right-to-left override
  CHECK(visible_text("\xc2\x85") == "\\xC2\\x85");           // next line
}

TEST_CASE("HTML text has no character that HTML reads", "[report][text]") {
  CHECK(html_text("<a href=\"x\">&'\n") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\\x0A");
  CHECK(html_lines("a\n\tb\r<") == "a\n\tb\\x0D&lt;");
}

TEST_CASE("a CSV text is quoted by RFC 4180 and cannot be a formula", "[report][text]") {
  CHECK(csv_text("plain") == "plain");
  CHECK(csv_text("") == "");
  CHECK(csv_text("a,b") == "\"a,b\"");
  CHECK(csv_text("say \"a\"") == "\"say \"\"a\"\"\"");
  CHECK(csv_text("a\nb") == "a\\x0Ab");
  CHECK(csv_text("=1+1") == "'=1+1");
  CHECK(csv_text("+1") == "'+1");
  CHECK(csv_text("-1,2") == "\"'-1,2\"");
  CHECK(csv_text("@x") == "'@x");
  CHECK(csv_text(" =1") == "\" =1\"");
}

TEST_CASE("a figure has three decimals, and more before it would read 0 or 1", "[report][text]") {
  CHECK(figure_text(0.91249) == "0.912");
  CHECK(figure_text(1) == "1.000");
  CHECK(figure_text(0) == "0.000");
  CHECK(figure_text(0.99961) == "0.9996");
  CHECK(figure_text(0.99999) == "0.99999");
  CHECK(figure_text(0.0001) == "0.0001");
  CHECK(figure_text(0.9995) == "0.9995");
}

TEST_CASE("the width of a text is its characters", "[report][text]") {
  CHECK(shown_width("abc") == 3);
  CHECK(shown_width("Zürich …") == 8);
}

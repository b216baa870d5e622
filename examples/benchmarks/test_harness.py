"""What becomes of the numbers between measurement and reader. Run: python3 -m unittest discover -s THIS_FOLDER"""
import unittest
from unittest import mock
from xml.etree import ElementTree

from harness import options, plot, tools
from harness.report import Report, Row
from harness.servers import FLOOR, PEER, PRODUCT, Server
from harness.targets import TARGETS, Target

ROLES = {"waitress": PRODUCT, "tomcat": PEER, "jetty": PEER, "limit-pool": FLOOR}


def results(scenario, rounds, servers=None):
    """rounds: {server: [(cpu_us, rps), ...]}"""
    found = {server: {"allocated": None, "rounds": [
        {"cpu_us": cpu, "rps": rps, "requests": 1000, "errors": 0, "foreign_cores": 0} for cpu, rps in measured]}
        for server, measured in rounds.items()}
    return {"servers": servers or ROLES, "scenarios": {scenario: found}, "start": {}, "syscalls": {}}


class RowTest(unittest.TestCase):

    def test_compares_medians_with_the_best_peer(self):
        row = Row("hello", {"waitress": [7, 9, 8], "tomcat": [20, 16, 15], "jetty": [30]})

        self.assertEqual(0.5, row.ratio("waitress", ["tomcat", "jetty"]))

    def test_the_best_is_the_greatest_where_more_is_better(self):
        row = Row("hello", {"waitress": [60], "tomcat": [20], "jetty": [30]}, less_is_better=False)

        self.assertEqual(2, row.ratio("waitress", ["tomcat", "jetty"]))

    def test_a_peer_that_answers_nothing_is_not_the_best(self):
        row = Row("hello", {"waitress": [8], "tomcat": [None], "jetty": [16]})

        self.assertEqual(0.5, row.ratio("waitress", ["tomcat", "jetty"]))

    def test_tells_how_far_the_rounds_lie_apart(self):
        self.assertEqual("10 ±20 %", Row("hello", {"waitress": [8, 10, 12]}).cell("waitress"))

    def test_a_target_can_be_a_ratio_or_a_value(self):
        values = {"waitress": [8], "tomcat": [10]}

        self.assertEqual("pass", Row("", values, Target(0.8, at_most=True)).verdict("waitress", ["tomcat"]))
        self.assertEqual("**fail**", Row("", values, Target(0.7, at_most=True)).verdict("waitress", ["tomcat"]))
        self.assertEqual("pass", Row("", values, Target(7, at_most=False, ratio=False)).verdict("waitress", []))


class ReportTest(unittest.TestCase):

    def test_puts_ratio_target_and_verdict_beside_the_servers(self):
        text = Report(results("hello", {"waitress": [(8, 90)], "tomcat": [(20, 60)], "limit-pool": [(5, 99)]})).text()

        self.assertIn("|  | waitress | tomcat | jetty | limit-pool | waitress ÷ best peer | target |  |", text)
        self.assertIn("| hello | 8.0 | 20.0 | – | 5.0 | 0.40 | ≤ 0.70 | pass |", text)
        self.assertIn("| hello | 90 | 60 | – | 99 | 1.50 | ≥ 1.30 | pass |", text)

    def test_shows_starts_without_and_with_a_class_archive(self):
        measured = results("hello", {})
        measured["start"] = {name: [{"wall_ms": wall, "cpu_ms": 1, "resident_mb": 1}] for name, wall in (
            ("waitress", 50), ("tomcat", 100), ("waitress with a class archive", 30))}

        text = Report(measured).text()

        self.assertIn("| wall time, ms | 50 | 100 | – | – | 0.50 | ≤ 0.40 | **fail** |", text)
        self.assertIn("| wall time, ms | 30 | 100 | – | – | 0.30 | ≤ 0.40 | pass |", text)

    def test_compares_two_of_our_own_without_peers(self):
        text = Report(results("hello", {"waitress": [(8, 90)], "old": [(10, 60)]},
                              {"waitress": PRODUCT, "old": PRODUCT})).text()

        self.assertIn("|  | waitress | old | waitress ÷ old |\n", text)
        self.assertIn("| hello | 8.0 | 10.0 | 0.80 |", text)

    def test_names_what_failed(self):
        broken = results("hello", {"waitress": [(8, 90)]})
        broken["scenarios"]["hello"]["tomcat"] = {"failed": "no answer"}
        report = Report(broken)

        self.assertEqual([("hello", "tomcat")], report.failures())
        self.assertIn("- hello, tomcat failed: no answer", report.text())

    def test_every_scenario_has_both_targets(self):
        for scenario in ("hello", "json", "static-4k", "big-10m", "close", "many-idle"):
            self.assertTrue(TARGETS[scenario, "cpu_us"].at_most)
            self.assertFalse(TARGETS[scenario, "rps"].at_most)


class AllocationTest(unittest.TestCase):

    def test_adds_up_what_each_pause_found_more_than_the_one_before_left(self):
        server = Server.__new__(Server)
        pauses = [(50, 4), (100, 10), (90, 20), (35, 5)]
        with mock.patch.object(server, "collect", lambda: 4, create=True), \
                mock.patch.object(server, "_pauses", lambda: pauses, create=True):
            self.assertEqual((96 + 80 + 15) << 20, server.allocated_since(1))
            self.assertIsNone(server.allocated_since(0))


class PlotTest(unittest.TestCase):

    def test_draws_every_point_of_every_series(self):
        series = {"a & b": [(0, 5.0), (1024, 50.0), (1 << 20, 500.0)], "c": [(0, 7.0)]}
        text = plot.figure("<title>", [plot.Panel("P", "x", "y", series, log_x=True, log_y=True, bytes_x=True)])
        root = ElementTree.fromstring(text)
        name = "{http://www.w3.org/2000/svg}"

        self.assertEqual(2, len(root.findall(".//%spolyline" % name)))
        labels = [label.text for label in root.findall(".//%stext" % name)]
        self.assertLessEqual({"a & b", "c", "0", "1 KiB", "1 MiB", "1 k"}, set(labels))

    def test_a_linear_scale_begins_at_zero(self):
        text = plot.figure("t", [plot.Panel("P", "x", "y", {"a": [(1, 40.0), (2, 60.0)]})])

        self.assertIn(">0</text>", text)
        self.assertIn(">60</text>", text)


class OptionsTest(unittest.TestCase):

    def test_keeps_the_order_of_those_known(self):
        self.assertEqual(["b", "c"], options.chosen("c,b", ["a", "b", "c"], "letter"))
        self.assertEqual(["a", "b"], options.chosen(None, ["a", "b"], "letter"))

    def test_says_what_there_is(self):
        with self.assertRaisesRegex(SystemExit, "No such letter: x; there are a, b"):
            options.chosen("a,x", ["a", "b"], "letter")

    def test_says_which_package_has_a_missing_program(self):
        with mock.patch("shutil.which", lambda program: None), \
                self.assertRaisesRegex(SystemExit, "Missing: h2load.* apt-get install nghttp2-client"):
            tools.require("h2load")


if __name__ == "__main__":
    unittest.main()

//! The report as JUnit XML, which CI systems show as tests.

use crate::report::GateReport;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// One test suite named `arrayon gate`, one test for each rule, named by rule and subject; a rule
/// that is not met is a failure with what was expected and found.
///
/// # Errors
/// What the writer of XML says.
pub fn junit(report: &GateReport) -> Result<String, String> {
    let mut suite = TestSuite::new("arrayon gate");
    for rule in &report.rules {
        let mut status = TestCaseStatus::success();
        if rule.is_failed() {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(rule.in_words());
            status.set_description(format!("{} ({})", rule.in_words(), rule.file));
        }
        let name = format!("{}: {}", rule.rule, rule.subject);
        let mut case = TestCase::new(name, status);
        case.set_classname(report.study.as_str());
        suite.add_test_case(case);
    }
    let mut all = Report::new(report.study.as_str());
    all.add_test_suite(suite);
    all.to_string().map_err(|error| error.to_string())
}

//! Verdicts and reports for endings that a correct emulator does not cause.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use dataverse_conformance::assets::Assets;
use dataverse_conformance::catalogue::{Catalogue, Entry};
use dataverse_conformance::failure::Kind as Fault;
use dataverse_conformance::known::KnownFailures;
use dataverse_conformance::recorder::{FailedStep, Ran};
use dataverse_conformance::register::{Register, Waivers};
use dataverse_conformance::reports::{badge, html, junit, summary};
use dataverse_conformance::results::{Circumstances, Outcome, Results, assemble};
use dataverse_conformance::runner::Run;
use dataverse_conformance::target::{About, TargetKind};
use dataverse_conformance::verdict::{Standing, Verdict};

const DIFFERENCE: &str = "the exchange differs from snapshots/a.snap\n  - HTTP/1.1 202 <Accepted>\n  + HTTP/1.1 200 \u{1}OK";

struct Suite {
    register: Register,
    waivers: Waivers,
    catalogue: Catalogue,
}

fn suite() -> Suite {
    let assets = Assets::repository();
    Suite {
        register: assets.register().unwrap(),
        waivers: assets.waivers().unwrap(),
        catalogue: assets.catalogue().unwrap(),
    }
}

impl Suite {
    /// Results of a run of the scenarios that prove `id`; `end` chooses the ending of each by its place.
    fn results(
        &self,
        id: &str,
        target: TargetKind,
        known: &KnownFailures,
        end: impl Fn(usize) -> Option<Ran>,
    ) -> Results {
        let scenarios = self.catalogue.scenarios();
        let selected: Vec<&Entry<'_>> = scenarios
            .iter()
            .filter(|entry| entry.tags.contains(&id))
            .collect();
        let ran = selected.iter().enumerate().filter_map(|(place, entry)| {
            let mut ran = end(place)?;
            ran.place = entry.place.clone();
            if let Some(broke) = &mut ran.broke {
                broke.line = entry.steps[1].position.line;
                ran.held = vec![entry.steps[0].position.line];
            }
            Some(ran)
        });
        let run = Run {
            ran: ran.collect(),
            logs: HashMap::new(),
            problems: Vec::new(),
        };
        let text = || "x".to_owned();
        let around = Circumstances {
            fits: HashMap::new(),
            register: &self.register,
            fingerprint: text(),
            proofs: BTreeMap::from([(id, 5)]),
            waivers: &self.waivers,
            known: known.current("2026-01-02"),
            about: About {
                kind: target,
                url: text(),
                name: text(),
                id: text(),
                user: text(),
                version: text(),
                emulator: text(),
            },
            date: "2026-01-02T03:04:05Z".to_owned(),
            elapsed: Duration::from_millis(1500),
            secrets: Vec::new(),
        };
        assemble(around, &selected, &run)
    }
}

fn held() -> Ran {
    Ran {
        place: Default::default(),
        held: Vec::new(),
        broke: None,
        elapsed: Duration::from_millis(7),
    }
}

fn broke(kind: Fault) -> Ran {
    Ran {
        broke: Some(FailedStep {
            line: 0,
            step: "Then the exchange matches snapshot \"a\"".to_owned(),
            kind,
            reason: DIFFERENCE.to_owned(),
        }),
        ..held()
    }
}

fn known(id: &str) -> KnownFailures {
    let text = format!(
        "[[failure]]\nid = {id:?}\nreason = \"it was so\"\nsee = \"a note\"\nexpires = 2026-06-30\n"
    );
    toml::from_str(&text).unwrap()
}

fn standing(results: &Results, id: &str) -> Standing {
    results
        .requirements()
        .find(|one| one.id == id)
        .unwrap()
        .verdict
}

#[test]
fn a_failure_is_in_every_report_with_its_difference() {
    let suite = suite();
    let end = |place| {
        Some(if place == 0 {
            broke(Fault::Target)
        } else {
            held()
        })
    };
    let results = suite.results(
        "BG-020",
        TargetKind::Emulator,
        &KnownFailures::default(),
        end,
    );
    assert_eq!(results.count(Verdict::Fail), 1);
    assert_eq!(results.count(Verdict::Pass), results.scenarios.len() - 1);
    assert_eq!(standing(&results, "BG-020"), Standing::Fail);
    let outcomes: Vec<Outcome> = results.scenarios[0]
        .steps
        .iter()
        .map(|step| step.outcome)
        .collect();
    assert_eq!(
        outcomes[..3],
        [Outcome::Held, Outcome::Broke, Outcome::NotReached]
    );

    let junit = junit(&results);
    assert!(
        junit.contains("failures=\"1\" errors=\"0\" skipped=\"0\""),
        "{junit}"
    );
    assert!(
        junit.contains("  - HTTP/1.1 202 &lt;Accepted&gt;\n  + HTTP/1.1 200 \u{fffd}OK</failure>"),
        "{junit}"
    );
    assert!(
        junit.contains("message=\"fail: the exchange differs from snapshots/a.snap\""),
        "{junit}"
    );
    let summary = summary(&results);
    assert!(
        summary.contains("  |   - HTTP/1.1 202 <Accepted>\n"),
        "{summary}"
    );
    assert!(
        summary.ends_with(" scenarios in 1 s: 4 pass, 1 fail\n"),
        "{summary}"
    );
    assert!(badge(&results).contains("\"color\": \"red\""));
    assert!(html(&results).contains("202 \\u003cAccepted>"));
}

#[test]
fn what_was_judged_under_rules_of_the_target_says_so() {
    let suite = suite();
    let none = KnownFailures::default();
    let mut results = suite.results("BG-020", TargetKind::Emulator, &none, |_| Some(held()));
    assert!(!summary(&results).contains("configured"));
    assert!(!junit(&results).contains("configured"));
    results.scenarios[0].configured = BTreeMap::from([("max_retries".to_owned(), 0.into())]);
    let summary = summary(&results);
    assert!(
        summary.ends_with(": 5 pass; 1 of them configured\n"),
        "{summary}"
    );
    let junit = junit(&results);
    let property = "<property name=\"configured\" value=\"max_retries = 0\"/>";
    assert_eq!(junit.matches(property).count(), 1, "{junit}");
    assert!(html(&results).contains("\"configured\":{\"max_retries\":0}"));
}

#[test]
fn the_register_says_what_a_live_organization_can_prove() {
    let suite = suite();
    let none = KnownFailures::default();
    let results = suite.results("BG-020", TargetKind::Emulator, &none, |_| Some(held()));
    let registered = suite.register.requirements().map(|one| one.live);
    let told = results.requirements().map(|one| one.live);
    assert!(registered.eq(told));
    assert!(results.requirements().any(|one| one.live));
    assert!(results.requirements().any(|one| !one.live));
}

#[test]
fn junit_is_well_formed() {
    let suite = suite();
    let end = |_| Some(broke(Fault::Target));
    let results = suite.results(
        "BG-020",
        TargetKind::Emulator,
        &KnownFailures::default(),
        end,
    );
    let text = junit(&results);
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut elements = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(_) => elements += 1,
            _ => {}
        }
    }
    assert!(elements > 10, "{elements}");
}

#[test]
fn a_known_failure_excuses_what_breaks_and_nothing_else() {
    let suite = suite();
    let end = |place| {
        Some(match place {
            0 => broke(Fault::Target),
            1 => broke(Fault::Suite),
            2 => broke(Fault::Unknown),
            _ => held(),
        })
    };
    let results = suite.results("BG-020", TargetKind::Emulator, &known("BG-020"), end);
    let verdicts: Vec<Verdict> = results.scenarios.iter().map(|one| one.verdict).collect();
    let expected = [
        Verdict::KnownFailure,
        Verdict::Error,
        Verdict::Inconclusive,
        Verdict::Pass,
    ];
    assert_eq!(verdicts[..4], expected);
    assert_eq!(results.scenarios[0].known.as_ref().unwrap().see, "a note");
    assert!(junit(&results).contains("<skipped message=\"known failure: it was so (a note)\"/>"));

    let all = suite.results("BG-020", TargetKind::Emulator, &known("BG-020"), |_| {
        Some(held())
    });
    assert_eq!(all.count(Verdict::UnexpectedPass), all.scenarios.len());
    let other = suite.results("BG-020", TargetKind::Emulator, &known("BG-021"), end);
    assert_eq!(other.scenarios[0].verdict, Verdict::Fail);
}

#[test]
fn what_was_selected_and_did_not_run_is_an_error() {
    let suite = suite();
    let end = |place| (place > 0).then(held);
    let results = suite.results(
        "BG-020",
        TargetKind::Emulator,
        &KnownFailures::default(),
        end,
    );
    assert_eq!(results.scenarios[0].verdict, Verdict::Error);
    assert_eq!(
        results.totals.values().sum::<usize>(),
        results.scenarios.len()
    );
    assert_eq!(standing(&results, "BG-020"), Standing::Error);
}

#[test]
fn the_unspecified_is_recorded_on_an_organization() {
    let suite = suite();
    let end = |_| Some(broke(Fault::Target));
    let none = KnownFailures::default();
    let emulator = suite.results("BG-009", TargetKind::Emulator, &none, end);
    assert_eq!(standing(&emulator, "BG-009"), Standing::Fail);
    let organization = suite.results("BG-009", TargetKind::Organization, &none, end);
    assert_eq!(standing(&organization, "BG-009"), Standing::Informational);
    for scenario in &organization.scenarios {
        let alone = scenario.requirements.iter().all(|id| id == "BG-009");
        let expected = if alone {
            Verdict::Informational
        } else {
            Verdict::Fail
        };
        assert_eq!(scenario.verdict, expected, "{}", scenario.id);
    }
}

#[test]
fn a_requirement_without_a_scenario_says_so() {
    let suite = suite();
    let results = suite.results(
        "BG-020",
        TargetKind::Emulator,
        &KnownFailures::default(),
        |_| Some(held()),
    );
    assert_eq!(standing(&results, "BG-020"), Standing::Pass);
    assert_eq!(standing(&results, "BG-0DC"), Standing::Waived);
    assert_eq!(standing(&results, "BG-001"), Standing::Pass);
}

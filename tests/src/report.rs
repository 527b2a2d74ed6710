//! What a run prints: every failure with its reason, and a closing line with the counts.
//!
//! Scenarios end in any order; their failures are printed as they come. Knows cucumber's events and no HTTP.

use std::collections::HashSet;
use std::path::PathBuf;

use cucumber::gherkin::{Feature, Scenario, Step};
use cucumber::{Event, Writer, cli, event, parser, writer};

use crate::world::World;

/// Counts scenarios and steps, and prints what did not hold.
#[derive(Debug, Default)]
pub struct Report {
    scenarios: Counts,
    steps: Counts,
    broken: usize,
    failing: HashSet<(Option<PathBuf>, usize)>,
}

#[derive(Debug, Default)]
struct Counts {
    passed: usize,
    failed: usize,
}

impl Counts {
    fn all(&self) -> usize {
        self.passed + self.failed
    }
}

impl Report {
    /// Whether everything was read, defined, carried out and held, and there was something to carry out.
    pub fn is_success(&self) -> bool {
        self.broken == 0 && self.scenarios.failed == 0 && self.scenarios.passed > 0
    }

    fn step(
        &mut self,
        feature: &Feature,
        scenario: &Scenario,
        step: &Step,
        outcome: event::Step<World>,
    ) {
        let reason = match outcome {
            event::Step::Started => return,
            event::Step::Passed(..) => {
                self.steps.passed += 1;
                return;
            }
            event::Step::Skipped => "no step is defined for it".to_owned(),
            event::Step::Failed(_, _, _, error) => reason(error),
        };
        self.steps.failed += 1;
        self.failed(
            feature,
            scenario,
            &format!("{}{}", step.keyword, step.value),
            step.position.line,
            &reason,
        );
    }

    fn hook(
        &mut self,
        feature: &Feature,
        scenario: &Scenario,
        kind: event::HookType,
        outcome: &event::Hook<World>,
    ) {
        if let event::Hook::Failed(_, info) = outcome {
            let reason = event::StepError::Panic(info.clone());
            self.steps.failed += 1;
            self.failed(
                feature,
                scenario,
                &format!("{kind} the scenario"),
                scenario.position.line,
                &self::reason(reason),
            );
        }
    }

    fn failed(
        &mut self,
        feature: &Feature,
        scenario: &Scenario,
        step: &str,
        line: usize,
        reason: &str,
    ) {
        self.failing.insert(place(feature, scenario));
        let file = feature
            .path
            .as_deref()
            .unwrap_or(std::path::Path::new(&feature.name));
        let file = file
            .strip_prefix(crate::catalogue::repository())
            .unwrap_or(file);
        println!("\nFAILED {}:{line} {}", file.display(), scenario.name);
        println!("  {step}");
        for line in reason.lines() {
            println!("  | {line}");
        }
    }

    fn scenario(&mut self, feature: &Feature, scenario: &Scenario, event: event::Scenario<World>) {
        match event {
            event::Scenario::Step(step, outcome) | event::Scenario::Background(step, outcome) => {
                self.step(feature, scenario, &step, outcome);
            }
            event::Scenario::Hook(kind, outcome) => self.hook(feature, scenario, kind, &outcome),
            event::Scenario::Finished if self.failing.remove(&place(feature, scenario)) => {
                self.scenarios.failed += 1;
            }
            event::Scenario::Finished => self.scenarios.passed += 1,
            event::Scenario::Started | event::Scenario::Log(_) => {}
        }
    }

    fn close(&self) {
        let Self {
            scenarios,
            steps,
            broken,
            failing: _,
        } = self;
        println!(
            "\n{} scenarios ({} passed, {} failed)",
            scenarios.all(),
            scenarios.passed,
            scenarios.failed
        );
        println!(
            "{} steps ({} passed, {} failed)",
            steps.all(),
            steps.passed,
            steps.failed
        );
        if *broken > 0 {
            println!("{broken} features could not be read");
        }
    }
}

impl Writer<World> for Report {
    type Cli = cli::Empty;

    async fn handle_event(
        &mut self,
        event: parser::Result<Event<event::Cucumber<World>>>,
        _: &cli::Empty,
    ) {
        use event::{Cucumber, Feature, Rule};
        match event.map(|event| event.value) {
            Err(error) => {
                self.broken += 1;
                println!("\nFAILED {error}");
            }
            Ok(Cucumber::Feature(feature, Feature::Scenario(scenario, event))) => {
                self.scenario(&feature, &scenario, event.event);
            }
            Ok(Cucumber::Feature(feature, Feature::Rule(_, Rule::Scenario(scenario, event)))) => {
                self.scenario(&feature, &scenario, event.event);
            }
            Ok(Cucumber::Finished) => self.close(),
            Ok(Cucumber::Started | Cucumber::Feature(..) | Cucumber::ParsingFinished { .. }) => {}
        }
    }
}

impl writer::Normalized for Report {}

/// Tells one scenario, or one row of an outline, from all others.
fn place(feature: &Feature, scenario: &Scenario) -> (Option<PathBuf>, usize) {
    (feature.path.clone(), scenario.position.line)
}

/// What a step's error says: the text of its panic, without cucumber's wrapping.
fn reason(error: event::StepError) -> String {
    match error {
        event::StepError::Panic(info) => info
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| info.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "the step panicked without a text".to_owned()),
        other => other.to_string(),
    }
}

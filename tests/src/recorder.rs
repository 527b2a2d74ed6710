//! Collects cucumber's events into one ending per scenario. Judges nothing and prints only progress.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use cucumber::gherkin::{Feature, Scenario, Step};
use cucumber::{Event, Writer, cli, event, parser, writer};

use crate::catalogue::{StepPlace, place};
use crate::failure::Kind;
use crate::progress::Progress;
use crate::verdict::Ending;
use crate::world::World;

/// A scenario that has run.
#[derive(Debug)]
pub struct Ran {
    /// Identifies the scenario: feature and line.
    pub place: StepPlace,
    /// The lines of the steps that passed.
    pub held: Vec<usize>,
    /// The first failure.
    pub broke: Option<FailedStep>,
    /// The duration in real time.
    pub elapsed: Duration,
}

/// A failed step, or a failed beginning or end of a scenario.
#[derive(Debug, Clone)]
pub struct FailedStep {
    /// The line of the step in the feature; for a beginning or end the line of the scenario.
    pub line: usize,
    /// The text of the step.
    pub step: String,
    /// The responsible party.
    pub kind: Kind,
    /// The reason as text.
    pub reason: String,
}

impl Ran {
    /// How the scenario ended.
    pub fn ending(&self) -> Ending {
        match &self.broke {
            Some(broke) => Ending::Broke(broke.kind),
            None => Ending::Held,
        }
    }
}

/// Collects cucumber's events.
#[derive(Debug)]
pub struct Recorder {
    open: HashMap<StepPlace, (Instant, Ran)>,
    ran: Vec<Ran>,
    problems: Vec<String>,
    progress: Progress,
}

impl Recorder {
    /// A recorder without events.
    pub fn new(progress: Progress) -> Self {
        Self {
            open: HashMap::new(),
            ran: Vec::new(),
            problems: Vec::new(),
            progress,
        }
    }

    /// The scenarios that have run, and the reasons why features did not run.
    pub fn into_parts(self) -> (Vec<Ran>, Vec<String>) {
        (self.ran, self.problems)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a report says how long a scenario took in real time"
    )]
    fn begin(&mut self, place: StepPlace) {
        let ran = Ran {
            place: place.clone(),
            held: Vec::new(),
            broke: None,
            elapsed: Duration::ZERO,
        };
        self.open.insert(place, (Instant::now(), ran));
    }

    fn step(&mut self, place: &StepPlace, step: &Step, outcome: event::Step<World>) {
        let Some((_, ran)) = self.open.get_mut(place) else {
            return;
        };
        let (kind, reason) = match outcome {
            event::Step::Started => return,
            event::Step::Passed(..) => {
                ran.held.push(step.position.line);
                return;
            }
            event::Step::Skipped => (Kind::Suite, "no step is defined for it".to_owned()),
            event::Step::Failed(_, _, _, event::StepError::Panic(info)) => told(&info),
            event::Step::Failed(_, _, _, error) => (Kind::Suite, error.to_string()),
        };
        ran.broke.get_or_insert(FailedStep {
            line: step.position.line,
            step: format!("{}{}", step.keyword, step.value),
            kind,
            reason,
        });
    }

    fn hook(&mut self, place: &StepPlace, kind: event::HookType, outcome: &event::Hook<World>) {
        let event::Hook::Failed(_, info) = outcome else {
            return;
        };
        let (fault, reason) = told(info);
        if let Some((_, ran)) = self.open.get_mut(place) {
            ran.broke.get_or_insert(FailedStep {
                line: place.1,
                step: format!("{kind} the scenario"),
                kind: fault,
                reason,
            });
        }
    }

    fn scenario(&mut self, feature: &Feature, scenario: &Scenario, event: event::Scenario<World>) {
        let place = place(feature, scenario);
        match event {
            event::Scenario::Started => self.begin(place),
            event::Scenario::Step(step, outcome) | event::Scenario::Background(step, outcome) => {
                self.step(&place, &step, outcome);
            }
            event::Scenario::Hook(kind, outcome) => self.hook(&place, kind, &outcome),
            event::Scenario::Finished => {
                if let Some((began, mut ran)) = self.open.remove(&place) {
                    ran.elapsed = began.elapsed();
                    self.progress.ended(&scenario.name, ran.ending());
                    self.ran.push(ran);
                }
            }
            event::Scenario::Log(_) => {}
        }
    }
}

impl Writer<World> for Recorder {
    type Cli = cli::Empty;

    async fn handle_event(
        &mut self,
        event: parser::Result<Event<event::Cucumber<World>>>,
        _: &cli::Empty,
    ) {
        use event::{Cucumber, Feature, Rule};
        match event.map(|event| event.value) {
            Err(error) => self.problems.push(error.to_string()),
            Ok(Cucumber::Feature(feature, Feature::Scenario(scenario, event))) => {
                self.scenario(&feature, &scenario, event.event);
            }
            Ok(Cucumber::Feature(feature, Feature::Rule(_, Rule::Scenario(scenario, event)))) => {
                self.scenario(&feature, &scenario, event.event);
            }
            Ok(Cucumber::Finished) => self.progress.close(),
            Ok(Cucumber::Started | Cucumber::Feature(..) | Cucumber::ParsingFinished { .. }) => {}
        }
    }
}

impl writer::Normalized for Recorder {}

/// The responsible party and the reason in a panic, without cucumber's wrapping.
fn told(info: &event::Info) -> (Kind, String) {
    let text = info
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| info.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    match text {
        Some(text) => (Kind::of(&text), text),
        None => (Kind::Suite, "the step panicked without a text".to_owned()),
    }
}

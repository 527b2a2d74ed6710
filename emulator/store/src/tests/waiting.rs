//! The writer's count of operations that wait for an attempt to start equals the count of the rows
//! after every sequence of changes.

use dataverse_operation::attempt::Attempt;
use dataverse_operation::fault::Fault;
use dataverse_operation::phase::Phase;
use dataverse_operation::step::Signal;
use jiff::SignedDuration;
use proptest::prelude::*;
use rusqlite::Connection;

use super::operations::{signal, submission, succeed};
use super::*;

/// An operation that exists only inside a change.
const PROBE: u128 = 99;
const OPERATIONS: u128 = 6;

#[derive(Debug, Clone, Copy)]
enum Act {
    Submit(u128),
    /// A change that is refused as a whole because of its last write.
    SubmitInVain(u128),
    Start(u128),
    Succeed(u128),
    Fail(u128),
    Interrupt(u128),
    Cancel(u128),
    SettleCancel(u128),
    Delete(u128),
    /// Both in one change.
    SubmitAndDelete(u128),
    Pass(i64),
    Sweep,
    Restart,
}

fn act() -> impl Strategy<Value = Act> {
    let one = || 1..=OPERATIONS;
    prop_oneof![
        6 => one().prop_map(Act::Submit),
        1 => one().prop_map(Act::SubmitInVain),
        6 => one().prop_map(Act::Start),
        2 => one().prop_map(Act::Succeed),
        3 => one().prop_map(Act::Fail),
        1 => one().prop_map(Act::Interrupt),
        2 => one().prop_map(Act::Cancel),
        2 => one().prop_map(Act::SettleCancel),
        1 => one().prop_map(Act::Delete),
        1 => one().prop_map(Act::SubmitAndDelete),
        2 => prop_oneof![Just(2), Just(10), Just(8_000_000)].prop_map(Act::Pass),
        1 => Just(Act::Sweep),
        1 => Just(Act::Restart),
    ]
}

impl Act {
    fn writes(self, world: &World) -> Vec<Write> {
        let deletion = |number| delete("backgroundoperation", number);
        let latest = |number| match world.phase(number) {
            Some(Phase::Waiting(phase)) => phase.attempt,
            Some(Phase::Running(phase)) => phase.attempt,
            _ => Attempt::FIRST,
        };
        match self {
            Self::Submit(number) => vec![submission(number, None)],
            Self::SubmitInVain(number) => {
                vec![submission(number, None), delete("account", PROBE)]
            }
            Self::Start(number) => {
                let attempt = latest(number);
                vec![signal(number, Signal::Start { attempt })]
            }
            Self::Succeed(number) => vec![succeed(number)],
            Self::Fail(number) => {
                let (attempt, fault) = (latest(number), Fault::invalid_plugin_execution("no"));
                vec![signal(number, Signal::Faulted { attempt, fault })]
            }
            Self::Interrupt(number) => {
                let attempt = latest(number);
                vec![signal(number, Signal::Interrupted { attempt })]
            }
            Self::Cancel(number) => vec![Write::Cancel {
                operation: id(number),
            }],
            Self::SettleCancel(number) => vec![signal(number, Signal::CancelDue)],
            Self::Delete(number) => vec![deletion(number)],
            Self::SubmitAndDelete(number) => vec![submission(number, None), deletion(number)],
            Self::Sweep => vec![Write::Expire],
            Self::Pass(_) | Self::Restart => Vec::new(),
        }
    }
}

impl World {
    fn phase(&self, number: u128) -> Option<Phase> {
        let view = self.store.view().unwrap();
        view.phase(id(number)).unwrap().map(|stored| stored.phase)
    }

    /// The result of a submission under a limit; the change is always refused, so nothing is
    /// stored.
    async fn probe(&mut self, limit: u32) -> Result<Committed, Refusal> {
        let mut rules = Rules::default();
        rules.set("queue_limit", &limit.to_string()).unwrap();
        let usual = std::mem::replace(&mut self.rules, Arc::new(rules));
        let writes = vec![
            submission(PROBE, None),
            delete("backgroundoperation", PROBE),
        ];
        let probed = self.commit(writes).await;
        self.rules = usual;
        probed
    }
}

async fn the_count_is_what_the_rows_say(acts: Vec<Act>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    let place = DatabaseLocation::File(path.clone());
    let (mut world, _) = World::open(&place).unwrap();
    let rows = Connection::open(path).unwrap();
    for act in acts {
        match act {
            Act::Pass(seconds) => world.now += SignedDuration::from_secs(seconds),
            Act::Restart => {
                let now = world.now;
                drop(world);
                world = World::open(&place).unwrap().0;
                world.now = now;
            }
            // Some of the writes are refused on purpose.
            act => drop(world.commit(act.writes(&world)).await),
        }
        let waiting: u32 = rows
            .query_row(
                "SELECT count(*) FROM backgroundoperation WHERE emulator_phase GLOB '{\"waiting\"*'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        if waiting > 0 {
            let full = world.probe(waiting).await.unwrap_err();
            let limit = waiting;
            assert_eq!(full, Refusal::QueueFull { limit }, "after {act:?}");
        }
        let fits = world.probe(waiting + 1).await;
        assert!(fits.is_ok(), "after {act:?}: {fits:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_count_of_those_who_wait_is_what_the_rows_say(
        acts in proptest::collection::vec(act(), 1..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(the_count_is_what_the_rows_say(acts));
    }
}

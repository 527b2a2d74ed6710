//! System jobs and completion events: inserted, started, ended, cancelled, postponed, recovered.

use dataverse_operation::fault::Fault;
use dataverse_operation::job::wish::{JobRefused, Wish};
use dataverse_operation::job::{JobSignal, Retry};
use dataverse_protocol::fetchxml;
use jiff::SignedDuration;

use super::*;
use crate::{EffectKind, JobCall, JobSubmission, JobWork, KeepJob, RecoveredJobs};

pub(super) const TABLE: &str = "asyncoperation";
const HOST: &str = "https://host.example";

pub(super) fn submitted(number: u128) -> JobSubmission {
    let mut step = EntityReference::new("sdkmessageprocessingstep", id(0x57e9));
    step.name = Some("Tell the warehouse".to_owned());
    JobSubmission {
        id: id(number),
        work: JobWork::Step(step),
        starts: None,
        message: "Create".to_owned(),
        regarding: Some(EntityReference::new("account", id(0xACC))),
        lane: HOST.to_owned(),
        context: format!("context {number}"),
        provenance: provenance(),
        keep: KeepJob::Always,
    }
}

pub(super) fn job(number: u128) -> Write {
    Write::Job(Box::new(submitted(number)))
}

fn fleeting(number: u128) -> Write {
    Write::Job(Box::new(JobSubmission {
        keep: KeepJob::UntilSuccess,
        ..submitted(number)
    }))
}

fn success(number: u128, attempt: u32) -> Write {
    Write::JobSignal {
        job: id(number),
        signal: JobSignal::Succeeded { attempt },
    }
}

fn fault(number: u128, attempt: u32, again: Retry) -> Write {
    Write::JobSignal {
        job: id(number),
        signal: JobSignal::Faulted {
            attempt,
            fault: Fault::invalid_plugin_execution("The warehouse is closed."),
            again,
        },
    }
}

fn wish(number: u128, wish: Wish) -> Write {
    Write::JobWish {
        job: id(number),
        wish,
    }
}

impl World {
    async fn begin(&self, lane: &str, most: u32) -> Vec<JobCall> {
        let lane = lane.to_owned();
        match self.write(Write::StartJobs { lane, most }).await.unwrap() {
            Outcome::JobsStarted { calls } => calls,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn due(&mut self) -> Vec<EffectKind> {
        std::iter::from_fn(|| self.released.try_recv().ok())
            .map(|released| released.effect)
            .collect()
    }

    fn shown(&self, number: u128) -> (i64, i64) {
        let row = self.row(TABLE, id(number)).unwrap();
        let code = |name: &str| row.attributes[name].as_integer().unwrap();
        (code("statecode"), code("statuscode"))
    }
}

fn numbers(calls: &[JobCall]) -> Vec<u128> {
    calls.iter().map(|call| call.job.as_u128()).collect()
}

#[tokio::test]
async fn a_job_is_a_row_and_ready() {
    let mut world = World::new();
    let outcome = world.write(job(1)).await.unwrap();
    let row = world.row(TABLE, id(1)).unwrap();
    let version = Value::BigInt(outcome.version().unwrap());
    let expected = values([
        ("name", "Tell the warehouse".into()),
        ("operationtype", Value::OptionSet(1)),
        ("messagename", "Create".into()),
        ("primaryentitytype", "account".into()),
        ("regardingobjectid", reference("account", 0xACC)),
        ("correlationid", Value::Guid(id(0xC0))),
        ("requestid", Value::Guid(id(0x4E9))),
        ("depth", Value::Integer(2)),
        ("createdon", world.now.into()),
        ("statecode", Value::OptionSet(0)),
        ("statuscode", Value::OptionSet(0)),
        ("retrycount", Value::Integer(0)),
        ("executiontimespan", Value::Double(0.0)),
        ("iswaitingforevent", Value::Boolean(false)),
        ("hostid", Value::Null),
        ("startedon", Value::Null),
        ("postponeuntil", Value::Null),
        ("errorcode", Value::Null),
        ("sequence", version.clone()),
        ("versionnumber", version),
    ]);
    for (name, value) in &expected {
        assert_eq!(row.attributes[name], *value, "{name}");
    }
    for name in ["ownerid", "owninguser", "createdby", "modifiedby"] {
        assert_eq!(row.attributes[name].as_guid(), Some(id(0xCA11)), "{name}");
    }
    for (name, other) in [
        ("createdonbehalfby", 0xDE1),
        ("modifiedonbehalfby", 0xDE1),
        ("owningextensionid", 0x57e9),
    ] {
        assert_eq!(row.attributes[name].as_guid(), Some(id(other)), "{name}");
    }
    let lane = HOST.to_owned();
    assert_eq!(world.due(), [EffectKind::JobReady { lane }]);
    let again = world.write(job(1)).await;
    assert!(matches!(again, Err(Refusal::Duplicate { .. })), "{again:?}");
}

#[tokio::test]
async fn a_job_about_no_row_or_about_one_no_job_can_be_about_is_made_too() {
    let world = World::new();
    let nothing = JobSubmission {
        regarding: None,
        ..submitted(1)
    };
    let plugin = EntityReference::new("plugintype", id(7));
    let other = JobSubmission {
        regarding: Some(plugin),
        ..submitted(2)
    };
    for (job, table) in [(nothing, "none"), (other, "plugintype")] {
        let key = job.id;
        world.write(Write::Job(Box::new(job))).await.unwrap();
        let row = world.row(TABLE, key).unwrap();
        assert_eq!(row.attributes["primaryentitytype"], table.into());
        assert_eq!(row.attributes["regardingobjectid"], Value::Null);
    }
}

#[tokio::test]
async fn a_unit_shows_its_jobs_and_nobody_runs_them_before_its_commit() {
    let mut world = World::new();
    world.write(job(1)).await.unwrap();
    world.due();
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    unit.apply(job(2), world.now).unwrap();
    unit.apply(wish(1, Wish::Cancel), world.now).unwrap();
    let table = of(TABLE);
    let status = |number| {
        let row = unit
            .view()
            .retrieve(&table, id(number), &Columns::All, Names::Wanted);
        row.unwrap().unwrap().attributes["statuscode"].as_integer()
    };
    assert_eq!((status(1), status(2)), (Some(32), Some(0)));
    assert!(world.row(TABLE, id(2)).is_none());
    assert!(world.due().is_empty());
    world.commit(unit.into_writes()).await.unwrap();
    assert_eq!(numbers(&world.begin(HOST, 9).await), [2]);
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    let refused = unit.apply(Write::WakeJobs, world.now);
    assert_eq!(refused, Err(Refusal::NotInUnit));
}

#[tokio::test]
async fn the_oldest_jobs_of_a_lane_start_first() {
    let world = World::new();
    let elsewhere = JobSubmission {
        lane: String::new(),
        ..submitted(9)
    };
    world.write(Write::Job(Box::new(elsewhere))).await.unwrap();
    for number in [3, 1, 2] {
        world.write(job(number)).await.unwrap();
    }
    let calls = world.begin(HOST, 2).await;
    assert_eq!(numbers(&calls), [3, 1]);
    assert_eq!(
        calls[0],
        JobCall {
            job: id(3),
            step: Some(id(0x57e9)),
            name: "Tell the warehouse".to_owned(),
            context: "context 3".to_owned(),
            provenance: provenance(),
            tries: 0,
        }
    );
    assert_eq!(world.shown(3), (2, 20));
    assert_eq!(numbers(&world.begin(HOST, 2).await), [2]);
    assert!(world.begin(HOST, 2).await.is_empty());
    assert_eq!(numbers(&world.begin("", 2).await), [9]);
}

#[tokio::test]
async fn a_job_that_has_succeeded_stays_or_goes_as_its_step_says() {
    let mut world = World::new();
    world.commit(vec![job(1), fleeting(2)]).await.unwrap();
    world.begin(HOST, 9).await;
    world.now += SignedDuration::from_millis(1500);
    let late = world.write(success(1, 2)).await;
    assert!(matches!(late, Err(Refusal::StaleJob { .. })), "{late:?}");
    assert_eq!(world.shown(1), (2, 20));
    world.write(success(1, 1)).await.unwrap();
    let row = world.row(TABLE, id(1)).unwrap();
    assert_eq!(world.shown(1), (3, 30));
    assert_eq!(row.attributes["executiontimespan"], Value::Double(1.5));
    assert_ne!(row.attributes["completedon"], row.attributes["startedon"]);
    // A job whose row does not stay is deleted in the same change.
    let gone = world.write(success(2, 1)).await.unwrap();
    assert_eq!(gone, Outcome::Deleted);
    assert!(world.row(TABLE, id(2)).is_none());
}

#[tokio::test]
async fn a_job_that_has_failed_stays_whatever_its_step_says() {
    let world = World::new();
    world.write(fleeting(1)).await.unwrap();
    world.begin(HOST, 1).await;
    world.write(fault(1, 1, Retry::Permanent)).await.unwrap();
    let row = world.row(TABLE, id(1)).unwrap();
    assert_eq!(world.shown(1), (3, 31));
    let text = Value::from("The warehouse is closed.");
    assert_eq!(row.attributes["message"], text);
    assert_eq!(row.attributes["friendlymessage"], text);
    assert_eq!(row.attributes["errorcode"], Value::Integer(-2_147_220_891));
}

#[tokio::test]
async fn a_suspended_job_is_ready_again_when_its_instant_has_come() {
    let mut world = World::new();
    // An instant between two microseconds.
    world.now += SignedDuration::from_nanos(1);
    world.write(job(1)).await.unwrap();
    world.begin(HOST, 1).await;
    world.due();
    world.write(fault(1, 1, Retry::Transient)).await.unwrap();
    let [EffectKind::JobsDue { next: Some(due) }] = world.due()[..] else {
        panic!("nothing is due");
    };
    let wait = due.duration_since(world.now);
    assert!(wait >= SignedDuration::from_secs(2) && wait.as_millis() == 2000);
    assert_eq!(world.shown(1), (1, 10));
    world.write(Write::WakeJobs).await.unwrap();
    assert_eq!(world.due(), [EffectKind::JobsDue { next: Some(due) }]);
    world.now = due;
    world.write(Write::WakeJobs).await.unwrap();
    let lane = HOST.to_owned();
    let effects = [
        EffectKind::JobReady { lane },
        EffectKind::JobsDue { next: None },
    ];
    assert_eq!(world.due(), effects);
    let calls = world.begin(HOST, 1).await;
    assert_eq!(
        (calls[0].tries, calls[0].context.as_str()),
        (1, "context 1")
    );
}

#[tokio::test]
async fn wishes_are_granted_or_refused_by_state() {
    let mut world = World::new();
    let until = world.now + SignedDuration::from_hours(1);
    world.commit((1..=4).map(job).collect()).await.unwrap();
    world.write(wish(1, Wish::Cancel)).await.unwrap();
    let late = world.write(wish(1, Wish::Cancel)).await;
    assert_eq!(late, Err(Refusal::JobRefused(JobRefused::ToComplete)));
    world.due();
    world
        .write(wish(2, Wish::Postpone { until }))
        .await
        .unwrap();
    assert_eq!(world.shown(2), (1, 10));
    let row = world.row(TABLE, id(2)).unwrap();
    assert_eq!(row.attributes["postponeuntil"], until.into());
    assert_eq!(world.due(), [EffectKind::JobsDue { next: Some(until) }]);
    assert_eq!(numbers(&world.begin(HOST, 1).await), [3]);
    world.write(wish(2, Wish::Resume)).await.unwrap();
    // The job has kept its position in the queue.
    assert_eq!(numbers(&world.begin(HOST, 1).await), [2]);
    world.write(wish(3, Wish::Cancel)).await.unwrap();
    assert_eq!(world.shown(3), (2, 22));
    world.write(success(3, 1)).await.unwrap();
    assert_eq!(world.shown(3), (3, 32));
    let missing = world.write(wish(8, Wish::Cancel)).await;
    assert!(matches!(missing, Err(Refusal::NotFound { .. })));
}

#[tokio::test]
async fn a_deleted_job_never_runs_and_its_end_is_late() {
    let mut world = World::new();
    world.commit((1..=3).map(job).collect()).await.unwrap();
    world.begin(HOST, 1).await;
    let until = world.now + SignedDuration::from_hours(1);
    world
        .write(wish(2, Wish::Postpone { until }))
        .await
        .unwrap();
    world.due();
    for number in 1..=3 {
        world.write(delete(TABLE, number)).await.unwrap();
    }
    assert_eq!(world.due(), [EffectKind::JobsDue { next: None }]);
    assert!(world.begin(HOST, 9).await.is_empty());
    let late = world.write(success(1, 1)).await;
    assert!(matches!(late, Err(Refusal::StaleJob { .. })), "{late:?}");
    let mut rules = Rules::default();
    rules.set("job_delete", "completed").unwrap();
    world.rules = Arc::new(rules);
    world.write(job(4)).await.unwrap();
    let refused = world.write(delete(TABLE, 4)).await;
    assert_eq!(refused, Err(Refusal::JobRefused(JobRefused::Delete)));
    assert_eq!(world.shown(4), (0, 0));
}

#[tokio::test]
async fn a_job_goes_on_referring_to_rows_that_are_gone() {
    let world = World::new();
    let step = insert(
        "sdkmessageprocessingstep",
        0x57e9,
        [("name", "Step".into())],
    );
    let made = vec![step, insert("account", 0xACC, []), job(1)];
    world.commit(made).await.unwrap();
    let removed = vec![
        delete("account", 0xACC),
        delete("sdkmessageprocessingstep", 0x57e9),
    ];
    world.commit(removed).await.unwrap();
    let row = world.row(TABLE, id(1)).unwrap();
    assert_eq!(
        row.attributes["regardingobjectid"].as_guid(),
        Some(id(0xACC))
    );
    for (name, other) in [
        ("createdonbehalfby", 0xDE1),
        ("modifiedonbehalfby", 0xDE1),
        ("owningextensionid", 0x57e9),
    ] {
        assert_eq!(row.attributes[name].as_guid(), Some(id(other)), "{name}");
    }
}

#[tokio::test]
async fn the_failed_jobs_of_a_step_are_found() {
    let mut world = World::new();
    world.commit((1..=3).map(job).collect()).await.unwrap();
    world.begin(HOST, 9).await;
    for number in [2, 3] {
        world.now += SignedDuration::from_secs(1);
        world
            .write(fault(number, 1, Retry::Permanent))
            .await
            .unwrap();
    }
    world.write(success(1, 1)).await.unwrap();
    let fetch = format!(
        "<fetch><entity name='asyncoperation'><attribute name='name'/>\
         <attribute name='friendlymessage'/><filter>\
         <condition attribute='statuscode' operator='eq' value='31'/>\
         <condition attribute='owningextensionid' operator='eq' value='{}'/></filter>\
         <order attribute='completedon' descending='true'/></entity></fetch>",
        id(0x57e9)
    );
    let found = world.ask(&fetchxml::parse(&fetch, &Limits::DEFAULT).unwrap());
    let ids: Vec<_> = found.entities.iter().map(|row| row.id.unwrap()).collect();
    assert_eq!(ids, [id(3), id(2)]);
}

#[tokio::test]
async fn what_is_unfinished_is_found_when_the_store_opens() {
    let folder = tempfile::tempdir().unwrap();
    let place = DatabaseLocation::File(folder.path().join("organization.db"));
    let until = {
        let (world, recovered) = World::open(&place).unwrap();
        assert_eq!(recovered.jobs, RecoveredJobs::default());
        world.commit((1..=5).map(job).collect()).await.unwrap();
        world.begin(HOST, 2).await;
        world.write(success(1, 1)).await.unwrap();
        let until = world.now + SignedDuration::from_hours(1);
        world
            .write(wish(3, Wish::Postpone { until }))
            .await
            .unwrap();
        world.write(wish(4, Wish::Cancel)).await.unwrap();
        until
    };
    let (world, recovered) = World::open(&place).unwrap();
    let expected = RecoveredJobs {
        lanes: vec![HOST.to_owned()],
        running: vec![(id(2), 1)],
        due: Some(until),
    };
    assert_eq!(recovered.jobs, expected);
    let attempt = 1;
    let interrupted = Write::JobSignal {
        job: id(2),
        signal: JobSignal::Interrupted { attempt },
    };
    world.write(interrupted).await.unwrap();
    let calls = world.begin(HOST, 9).await;
    assert_eq!(numbers(&calls), [2, 5]);
    assert_eq!((calls[0].tries, calls[1].tries), (1, 0));
}

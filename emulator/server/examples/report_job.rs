//! The report job, seen from a client: `cargo run --example report_job` starts an emulator in this process, has a report
//! made, draws a bar for each stage, and prints the report.

use std::time::Duration;

use dataverse_client::{Client, IgnoredAny, Method, Token};
use dataverse_emulator::{Settings, start};
use serde::Deserialize;
use serde_json::json;

/// Fourth Coffee, a sample account.
const ACCOUNT: &str = "accounts(acc00000-0000-4000-8000-000000000001)";
/// The step that makes reports.
const STEP: &str = "sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)";
/// A client stops asking after ten times the estimate, and the sample's estimate is a few seconds.
const MOST_LOOKS: u32 = 400;
/// The characters of a whole bar.
const WIDTH: usize = 40;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Accepted {
    status_url: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    progress: usize,
    is_complete: bool,
    error_message: Option<String>,
    report_url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Report {
    file_name: String,
    content: String,
}

/// Has a report made whose stages take `stage` each, looks four times in a stage, and says what there is to see.
///
/// # Errors
/// The emulator refuses a request, or the job fails.
async fn run(client: &Client, stage: Duration, say: &mut dyn FnMut(String)) -> Result<(), String> {
    let told = |error: dataverse_client::Error| error.to_string();
    let configuration = json!({"stage": format!("PT{}S", stage.as_secs_f64())}).to_string();
    let step = client.request::<Option<IgnoredAny>>(Method::PATCH, STEP);
    let step = step.json(&json!({"configuration": configuration}));
    step.send().await.map_err(told)?;
    let action = format!("{ACCOUNT}/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport");
    let call = client.action::<Accepted>(action);
    let call = call.json(&json!({"ReportFormat": "CSV", "IncludeHistorical": true}));
    let accepted = call.send().await.map_err(told)?;
    say(format!("The report is being made: {}", accepted.status_url));
    let mut drawn = None;
    for _ in 0..MOST_LOOKS {
        let asked = client.function::<Status>(&accepted.status_url).send();
        let status = asked.await.map_err(told)?;
        if drawn != Some(status.progress) {
            say(bar(status.progress));
            drawn = Some(status.progress);
        }
        match (status.error_message, status.report_url) {
            (Some(error), _) if !error.is_empty() => return Err(error),
            (_, Some(report)) if status.is_complete => return fetch(client, &report, say).await,
            _ => client.sleep(stage / 4).await,
        }
    }
    Err(format!("no report after {MOST_LOOKS} looks"))
}

/// Prints the report at this address.
async fn fetch(client: &Client, url: &str, say: &mut dyn FnMut(String)) -> Result<(), String> {
    let asked = client.function::<Report>(url).send().await;
    let report = asked.map_err(|error| error.to_string())?;
    say(format!("{}:\n\n{}", report.file_name, report.content));
    Ok(())
}

/// What the job has just done when it tells this progress, in percent.
fn stage(progress: usize) -> &'static str {
    match progress {
        0..25 => "started",
        25..50 => "opportunities",
        50..75 => "cases",
        75..90 => "contacts",
        90..100 => "metrics",
        _ => "report",
    }
}

fn bar(progress: usize) -> String {
    let full = WIDTH * progress.min(100) / 100;
    let (done, left) = ("█".repeat(full), "░".repeat(WIDTH - full));
    format!("{:<14}{done}{left} {progress:>3} %", stage(progress))
}

#[tokio::main]
async fn main() -> Result<(), String> {
    let emulator = start(Settings::default()).await;
    let emulator = emulator.map_err(|error| error.to_string())?;
    let client = Client::builder(format!("{}/api/data/v9.2", emulator.url()));
    let client = client.token(Token::new("me")).build();
    let client = client.map_err(|error| error.to_string())?;
    let ended = run(&client, Duration::from_millis(600), &mut |line| {
        println!("{line}");
    })
    .await;
    emulator.shutdown().await;
    ended
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::SystemTime;

    use dataverse_client::{BoxFuture, Clock};
    use dataverse_runtime::clock::Mode;

    use super::*;

    /// A clock whose waiting moves the organization's on.
    #[derive(Debug)]
    struct OfTheOrganization {
        url: String,
    }

    impl Clock for OfTheOrganization {
        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }

        fn wall(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH
        }

        fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
            let root = format!("{}/_emulator/v1", self.url);
            Box::pin(async move {
                let control = Client::builder(root).build().unwrap();
                let by = json!({"by": format!("PT{}S", duration.as_secs_f64())});
                let advance = control.action::<IgnoredAny>("clock/advance").json(&by);
                advance.send().await.unwrap();
            })
        }
    }

    #[tokio::test]
    async fn every_stage_is_drawn_and_the_report_is_printed() {
        let mut settings = Settings::default();
        settings.organization.clock = Mode::Manual;
        let emulator = start(settings).await.unwrap();
        let url = emulator.url().to_owned();
        let client = Client::builder(format!("{url}/api/data/v9.2"));
        let client = client.token(Token::new("me"));
        let client = client
            .clock(Arc::new(OfTheOrganization { url }))
            .build()
            .unwrap();
        let mut said = Vec::new();
        let stage = Duration::from_secs(2);
        run(&client, stage, &mut |line| said.push(line))
            .await
            .unwrap();
        let drawn: Vec<&str> = said[1..said.len() - 1]
            .iter()
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        let stages = ["opportunities", "cases", "contacts", "metrics", "report"];
        assert_eq!(drawn.strip_prefix(&["started"]).unwrap_or(&drawn), stages);
        let report = &said[said.len() - 1];
        assert!(
            report.contains(".csv:\n\nSection,Row,Field,Value"),
            "{report}"
        );
        emulator.shutdown().await;
    }
}

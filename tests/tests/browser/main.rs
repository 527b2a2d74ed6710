//! Web resources in a browser: the page of the report job, the article's JavaScript word for word, and what pages of other
//! origins may do.
//!
//! Two clocks run: that of the page is Chromium's virtual time, that of the job is the organization's. The tests move both
//! in steps, so that nothing waits. Without a browser the tests say so and do nothing, except where `CI` is set.
#![cfg(unix)]

mod chromium;
mod organization;

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;

use self::chromium::{Page, executable};
use self::organization::{ACCOUNT, Organization};

/// Between two polls of the page, and by the tests' setting for one stage of the job.
const POLL: Duration = Duration::from_secs(5);

const PAGE: &str = "/WebResources/contoso_/report_job.html";

/// Keeps each text that the element shows, beginning now.
const KEEP_TEXTS: &str = "window.texts = [];
    new MutationObserver(() => {
        const text = document.querySelector(SELECTOR)?.textContent;
        if (text && text !== texts.at(-1)) texts.push(text);
    }).observe(document, {subtree: true, childList: true, characterData: true})";

/// The browser; `None` where this machine has none.
///
/// # Panics
/// In CI, where the tests must not be left out.
fn browser() -> Option<PathBuf> {
    let found = executable();
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "there is no Chromium");
        eprintln!("skipped: there is no Chromium on this machine (apt-get install chromium)");
    }
    found
}

/// The page of the report job, for the sample account, when it can be used.
async fn report_page(browser: &std::path::Path, organization: &Organization) -> Page {
    let url = format!("{}{PAGE}?typename=account&id={ACCOUNT}", organization.url);
    let mut page = Page::open(browser, &url).await;
    page.reads("#account", "Fourth Coffee (sample)").await;
    page.value(&KEEP_TEXTS.replace("SELECTOR", "'#status'"))
        .await;
    page
}

async fn press_start(page: &mut Page) {
    page.value("document.getElementById('start').click()").await;
    page.reads("#status", "Generating report... 0%").await;
}

#[tokio::test]
async fn the_page_shows_each_stage_and_offers_the_report() {
    let Some(browser) = browser() else { return };
    let organization = Organization::open(json!({})).await;
    organization.stage_takes("PT5S").await;
    let mut page = report_page(&browser, &organization).await;
    page.picture("1-form").await;
    press_start(&mut page).await;
    page.reads(
        "#note",
        "Report generation started. Check back in 10 seconds.",
    )
    .await;
    page.picture("2-started").await;
    for percent in [25, 50, 75, 90] {
        organization.settle().await;
        page.pass(POLL).await;
        page.reads("#status", &format!("Generating report... {percent}%"))
            .await;
        let shown = page
            .value("document.getElementById('progress').value")
            .await;
        assert_eq!(shown, percent);
        if percent == 50 {
            page.picture("3-half").await;
        }
        organization.pass(POLL).await;
    }
    organization.settle().await;
    page.pass(POLL).await;
    page.reads("#status", "Report completed! Download from:")
        .await;
    page.picture("4-completed").await;
    let dark = json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]});
    page.call("Emulation.setEmulatedMedia", dark).await;
    page.picture("5-completed-dark").await;
    let texts = page.value("texts").await;
    assert_eq!(
        texts,
        json!([
            "Generating report... 0%",
            "Generating report... 25%",
            "Generating report... 50%",
            "Generating report... 75%",
            "Generating report... 90%",
            "Report completed! Download from:",
        ])
    );
    let file = page
        .value("fetch(download.href).then((file) => file.json())")
        .await;
    assert_eq!(file["AccountName"], "Fourth Coffee (sample)");
    let name = page.value("download.download").await;
    let name = name.as_str().unwrap_or_default();
    assert!(
        name.starts_with("report_") && name.ends_with(".json"),
        "{name}"
    );
    assert_eq!(
        page.value("document.querySelector('.xrm-indicator')").await,
        json!(null)
    );
}

#[tokio::test]
async fn the_page_shows_why_a_report_failed() {
    let Some(browser) = browser() else { return };
    let organization = Organization::open(json!({})).await;
    organization.stage_takes("soon").await;
    let mut page = report_page(&browser, &organization).await;
    press_start(&mut page).await;
    organization.settle().await;
    page.pass(POLL).await;
    let text = page.begins("#status", "Report failed: ").await;
    assert!(text.contains("The configuration of the step"), "{text}");
    page.picture("6-failed").await;
    assert_eq!(
        page.value("document.getElementById('start').disabled")
            .await,
        false
    );
}

#[tokio::test]
async fn the_page_stops_asking_after_ten_times_the_estimate() {
    let Some(browser) = browser() else { return };
    let organization = Organization::open(json!({})).await;
    organization.stage_takes("PT50S").await;
    let mut page = report_page(&browser, &organization).await;
    press_start(&mut page).await;
    organization.settle().await;
    // Twenty polls, each of them a little later than five seconds after the one before.
    page.pass(21 * POLL).await;
    let late = "The report is not there after 10 times the estimated 10 seconds. Its system job may have failed.";
    page.reads("#status", late).await;
    page.picture("7-too-late").await;
    organization.pass(Duration::from_secs(60)).await;
    page.value("again.click()").await;
    page.reads("#status", "Generating report... 50%").await;
}

#[tokio::test]
async fn the_page_says_that_the_server_is_gone() {
    let Some(browser) = browser() else { return };
    let organization = Organization::open(json!({})).await;
    organization.stage_takes("PT5S").await;
    let mut page = report_page(&browser, &organization).await;
    press_start(&mut page).await;
    organization.settle().await;
    organization.close().await;
    page.pass(POLL).await;
    let gone = format!("Error: The server at {} does not answer.", organization.url);
    page.reads("#status", &gone).await;
    page.picture("8-gone").await;
    assert_eq!(
        page.value("document.getElementById('again').hidden").await,
        false
    );
}

#[tokio::test]
async fn the_page_as_a_file_says_where_it_belongs() {
    let Some(browser) = browser() else { return };
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../emulator/model/src/metadata/samples/web"
    );
    let url = format!("file://{folder}/report_job.html");
    let mut page = Page::open(&browser, &url).await;
    let text = "This page is a web resource: open it from the server, at /WebResources/contoso_/report_job.html.";
    page.reads("#status", text).await;
    page.picture("9-file").await;
}

/// A page with the article's JavaScript, word for word, as a web resource; it starts a report.
async fn article_page(browser: &std::path::Path, organization: &Organization) -> Page {
    organization
        .deploy("contoso_/article.js", 3, include_str!("article.js"))
        .await;
    let html = "<!doctype html><title>Article</title><script src=xrm.js></script><script src=article.js></script><body>";
    organization.deploy("contoso_/article.html", 1, html).await;
    let url = format!("{}/WebResources/contoso_/article.html", organization.url);
    let mut page = Page::open(browser, &url).await;
    page.value(&KEEP_TEXTS.replace("SELECTOR", "'.xrm-indicator'"))
        .await;
    page.value(&format!("generateAccountReport('{ACCOUNT}')"))
        .await;
    page
}

#[tokio::test]
async fn the_articles_script_runs_by_rule_to_the_end() {
    let Some(browser) = browser() else { return };
    let organization = Organization::open(json!({"wrong_verb": "accept"})).await;
    organization.stage_takes("PT5S").await;
    let mut page = article_page(&browser, &organization).await;
    // The first poll follows the start at once, so it is before the first stage or after it.
    let first = page.begins(".xrm-indicator", "Generating").await;
    assert!(
        ["Generating report... 0%", "Generating report... 25%"].contains(&first.as_str()),
        "{first}"
    );
    page.value("document.querySelector('dialog button').click()")
        .await;
    for percent in [25, 50, 75, 90] {
        organization.settle().await;
        page.pass(POLL).await;
        page.reads(
            ".xrm-indicator",
            &format!("Generating report... {percent}%"),
        )
        .await;
        organization.pass(POLL).await;
    }
    page.picture("10-article").await;
    organization.settle().await;
    page.pass(POLL).await;
    let done = page.begins("dialog p", "Report completed!").await;
    assert!(
        done.starts_with(
            "Report completed! Download from: /api/data/v9.2/contoso_GetReport(JobId="
        ),
        "{done}"
    );
    page.picture("11-article-completed").await;
}

#[tokio::test]
async fn the_articles_script_meets_the_documented_404_at_its_first_poll() {
    let Some(browser) = browser() else { return };
    let organization = Organization::open(json!({})).await;
    let mut page = article_page(&browser, &organization).await;
    let started = "Report generation started. Check back in 10 seconds.";
    page.reads("dialog p", started).await;
    page.pass(2 * POLL).await;
    let journal = "/_emulator/v1/journal?kind=request";
    let journal = organization.send("GET", journal, json!({})).await;
    let polls: Vec<_> = journal["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .filter(|entry| entry.to_string().contains("contoso_GetReportStatus"))
        .map(|entry| (&entry["method"], &entry["status"]))
        .collect();
    assert_eq!(polls, [(&json!("POST"), &json!(404))]);
    assert_eq!(
        page.value("document.querySelectorAll('dialog').length")
            .await,
        1
    );
}

#[tokio::test]
async fn a_page_of_another_origin_reads_answers_by_rule() {
    let Some(browser) = browser() else { return };
    let organization = Organization::open(json!({})).await;
    let mut page = Page::open(&browser, &format!("{}{PAGE}", organization.elsewhere())).await;
    let create = format!(
        "fetch('{}/api/data/v9.2/accounts', {{method: 'POST', body: '{{\"name\":\"Contoso\"}}',
            headers: {{Authorization: 'Bearer me', 'Content-Type': 'application/json'}}}})
            .then((answer) => [answer.status, answer.headers.has('OData-EntityId')], (error) => [error.name])",
        organization.url
    );
    assert_eq!(page.value(&create).await, json!([204, true]));
    let none = json!({"cross_origin": "none"});
    organization
        .send("PATCH", "/_emulator/v1/rules", none)
        .await;
    assert_eq!(page.value(&create).await, json!(["TypeError"]));
}

#[tokio::test]
async fn a_page_does_not_reach_the_control_door_of_its_own_origin() {
    let Some(browser) = browser() else { return };
    let organization = Organization::open(json!({})).await;
    let mut page = report_page(&browser, &organization).await;
    for request in [
        "fetch('/_emulator/v1/journal')",
        "fetch('/_emulator/v1/reset', {method: 'POST'})",
    ] {
        let status = format!("{request}.then((answer) => answer.status)");
        assert_eq!(page.value(&status).await, 403, "{request}");
    }
}

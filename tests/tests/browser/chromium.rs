//! Chromium without a window, driven over its debugging protocol (CDP).
//!
//! The protocol is spoken through two pipes, JSON between null characters, so that no port and no WebSocket is needed.
//! Time in a page is virtual: timers run when [`Page::pass`] lets time pass, in no real time. A limit in real time turns a
//! wait in vain into an error.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The names under which systems have it.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// The variable with a folder for the pictures of [`Page::picture`], which are not taken without it.
const PICTURES: &str = "BROWSER_PICTURES";
/// The limit, in real time, for one answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// When time begins in a page: as in the organizations of the tests, 2026-01-02T03:04:05Z, in seconds.
const BEGIN: u32 = 1_767_323_045;

const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=900,900",
    "--run-all-compositor-stages-before-draw",
    "--remote-debugging-pipe",
];

/// A page, in a Chromium of its own that ends with it.
pub(crate) struct Page {
    _chromium: Child,
    _profile: TempDir,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    last_id: u64,
    session: String,
    /// Events that came while an answer was waited for.
    events: Vec<Json>,
}

/// Path of the browser, if this machine has one.
pub(crate) fn executable() -> Option<std::path::PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let candidates: Vec<_> = std::env::split_paths(&folders)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .collect();
    candidates.into_iter().find(|path| path.is_file())
}

impl Page {
    /// Starts the browser with a page at `url`, in which no time passes.
    pub(crate) async fn open(executable: &Path, url: &str) -> Self {
        let profile = tempfile::tempdir().expect("there is room for a profile");
        // Chromium reads commands from descriptor 3 and writes answers to descriptor 4.
        let script = r#"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>&2"#;
        let mut chromium = Command::new("sh")
            .args(["-c", script])
            .arg(executable)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the browser starts");
        let mut page = Self {
            commands: chromium.stdin.take().expect("its input is a pipe"),
            answers: BufReader::new(chromium.stdout.take().expect("its output is a pipe")),
            _chromium: chromium,
            _profile: profile,
            last_id: 0,
            session: String::new(),
            events: Vec::new(),
        };
        let target = page
            .call("Target.createTarget", json!({"url": "about:blank"}))
            .await;
        let attached = page
            .call(
                "Target.attachToTarget",
                json!({"targetId": target["targetId"], "flatten": true}),
            )
            .await;
        page.session = text(&attached["sessionId"]);
        page.call("Page.enable", json!({})).await;
        page.go(url).await;
        page
    }

    /// Goes to another address and waits until it is loaded.
    pub(crate) async fn go(&mut self, url: &str) {
        self.events.clear();
        self.call("Page.navigate", json!({"url": url})).await;
        self.event("Page.loadEventFired").await;
        let pause = json!({"policy": "pause", "initialVirtualTime": BEGIN});
        self.call("Emulation.setVirtualTimePolicy", pause).await;
    }

    /// Lets time pass in the page; it stands still while the page waits for an answer.
    pub(crate) async fn pass(&mut self, time: Duration) {
        self.events.clear();
        let budget = json!({"policy": "pauseIfNetworkFetchesPending", "budget": time.as_millis()});
        self.call("Emulation.setVirtualTimePolicy", budget).await;
        self.event("Emulation.virtualTimeBudgetExpired").await;
    }

    /// The value of an expression, or that of its promise; an exception fails the test.
    pub(crate) async fn value(&mut self, expression: &str) -> Json {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true});
        let answer = self.call("Runtime.evaluate", asked).await;
        assert_eq!(answer["exceptionDetails"], Json::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    /// Waits until the text of an element is `expected`.
    pub(crate) async fn reads(&mut self, selector: &str, expected: &str) {
        self.meets(selector, &format!("text === {expected:?}"))
            .await;
    }

    /// Waits until the text of an element begins so, and returns it.
    pub(crate) async fn begins(&mut self, selector: &str, begin: &str) -> String {
        self.meets(selector, &format!("text?.startsWith({begin:?})"))
            .await
    }

    /// Waits until the `text` of an element meets a condition, and returns it. The page changes the document whenever it
    /// changes a text, so nothing is asked for twice.
    async fn meets(&mut self, selector: &str, condition: &str) -> String {
        let wait = format!(
            "new Promise((done) => {{
                const read = () => {{
                    const text = document.querySelector({selector:?})?.textContent;
                    if ({condition}) done(text);
                }};
                new MutationObserver(read).observe(document, {{subtree: true, childList: true, characterData: true}});
                read();
            }})"
        );
        text(&self.value(&wait).await)
    }

    /// Takes a picture of the page where they are wanted.
    pub(crate) async fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os(PICTURES) else {
            return;
        };
        // While time stands still, Chromium draws only what it is told to draw.
        let budget = json!({"policy": "advance", "budget": 100});
        self.call("Emulation.setVirtualTimePolicy", budget).await;
        let picture = self.call("Page.captureScreenshot", json!({})).await;
        let bytes = STANDARD.decode(text(&picture["data"])).expect("Base64");
        let path = Path::new(&folder).join(format!("{name}.png"));
        std::fs::write(path, bytes).expect("the folder of pictures is there");
    }

    /// Sends a command and returns its result.
    pub(crate) async fn call(&mut self, method: &str, parameters: Json) -> Json {
        self.last_id += 1;
        let id = self.last_id;
        let mut command = json!({"id": id, "method": method, "params": parameters});
        if !self.session.is_empty() {
            command["sessionId"] = self.session.clone().into();
        }
        let sent = format!("{command}\0");
        let sent = self.commands.write_all(sent.as_bytes()).await;
        sent.expect("the browser reads commands");
        loop {
            let message = self.message(method).await;
            if message["id"] == id {
                assert_eq!(message["error"], Json::Null, "{command}");
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    /// Waits for an event.
    async fn event(&mut self, name: &str) {
        while !self.events.iter().any(|event| event["method"] == name) {
            let event = self.message(name).await;
            self.events.push(event);
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a browser that does not answer fails the test"
    )]
    async fn message(&mut self, awaited: &str) -> Json {
        let mut bytes = Vec::new();
        let read = self.answers.read_until(0, &mut bytes);
        let read = tokio::time::timeout(PATIENCE, read).await;
        let read = read.unwrap_or_else(|_| panic!("the browser does not answer: {awaited}"));
        assert_ne!(
            read.expect("the browser answers"),
            0,
            "it has ended: {awaited}"
        );
        serde_json::from_slice(bytes.strip_suffix(b"\0").unwrap_or(&bytes)).expect("JSON")
    }
}

fn text(json: &Json) -> String {
    json.as_str().expect("a text").to_owned()
}

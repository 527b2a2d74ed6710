//! The names of a scenario's custom APIs, and the names that stand for them in an organization that others use as well.
//!
//! There every name begins with the publisher's prefix and the mark of its run, so that scenarios do not collide and
//! leftovers can be found. Requests get the organization's names, answers get the scenario's names back: features and
//! snapshots are the same for every target.

use std::borrow::Cow;

use serde_json::Value;
use uuid::Uuid;

use crate::exchange::{Headers, Request, Response};

/// The mark that follows the publisher's prefix in every name of the suite.
pub(super) const MARK: &str = "_conf";
/// The tables whose rows have no unique name; the mark is put before the row's name.
const MARKED: [&str; 2] = ["serviceendpoints", "sdkmessageprocessingsteps"];
/// The beginning of the ids that scenarios give their rows.
const OWN_IDS: &str = "a0000000-0000-4000-8000-";
/// The length of an id in characters.
const ID: usize = 36;
/// The Web API version in the features.
const WRITTEN: &str = "/api/data/v9.2/";

/// The names of a scenario.
#[derive(Debug, Clone)]
pub(super) struct Names {
    stem: String,
    version: String,
    /// The scenario's name and the organization's name, the longest first.
    pairs: Vec<(String, String)>,
}

impl Names {
    /// Names that begin with `stem`; requests use the Web API `version`.
    pub(super) fn new(stem: String, version: &str) -> Self {
        Self {
            stem,
            version: format!("/api/data/{version}/"),
            pairs: Vec::new(),
        }
    }

    /// Gives `name` a name in the organization, and returns that.
    pub(super) fn declare(&mut self, name: &str) -> String {
        if let Some(own) = self.own(name) {
            return own.to_owned();
        }
        let rest = name.split_once('_').map_or(name, |(_, rest)| rest);
        let own = format!("{}_{rest}", self.stem);
        self.pairs.push((name.to_owned(), own.clone()));
        // A name may be the beginning of another name.
        self.pairs
            .sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        own
    }

    /// Makes the existing `own` stand for `name`.
    pub(super) fn stand_in(&mut self, name: &str, own: &str) {
        self.declare(name);
        for pair in self.pairs.iter_mut().filter(|pair| pair.0 == name) {
            own.clone_into(&mut pair.1);
        }
    }

    /// Gives the ids that the scenario has written for its rows ids in the organization.
    pub(super) fn declare_ids(&mut self, request: &Request) {
        let body = String::from_utf8_lossy(&request.body);
        for text in [request.target.as_str(), body.as_ref()] {
            for (begin, _) in text.match_indices(OWN_IDS) {
                let Some(id) = text.get(begin..begin + ID) else {
                    continue;
                };
                if self.own(id).is_none() {
                    let own = Uuid::new_v5(
                        &Uuid::NAMESPACE_OID,
                        format!("{} {id}", self.stem).as_bytes(),
                    );
                    self.pairs.push((id.to_owned(), own.to_string()));
                }
            }
        }
    }

    /// The organization's name for `name`.
    pub(super) fn own(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, own)| own.as_str())
    }

    /// Whether `text` contains a name in the organization.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.pairs.iter().any(|(_, own)| text.contains(own))
    }

    /// The scenario's request with the organization's names.
    pub(super) fn outward(&self, request: Request) -> Request {
        let pairs: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .map(|(name, own)| (name.as_str(), own.as_str()))
            .chain([(WRITTEN, self.version.as_str())])
            .collect();
        let set = request.target.rsplit('/').next().unwrap_or_default();
        let is_marked = request.method == "POST" && MARKED.contains(&set);
        let written = match is_marked {
            true => self.marked(request.body),
            false => request.body,
        };
        Request {
            target: replace(&request.target, &pairs),
            headers: headers(request.headers, &pairs),
            body: body(written, &pairs),
            method: request.method,
        }
    }

    /// A row with the mark of the run in its name.
    fn marked(&self, bytes: Vec<u8>) -> Vec<u8> {
        let Ok(Value::Object(mut row)) = serde_json::from_slice(&bytes) else {
            return bytes;
        };
        if let Some(Value::String(name)) = row.get_mut("name") {
            name.insert_str(0, &self.mark());
        }
        Value::Object(row).to_string().into_bytes()
    }

    /// A name with the mark of the run before it.
    pub(super) fn title(&self, name: &str) -> String {
        format!("{}{name}", self.mark())
    }

    fn mark(&self) -> String {
        format!("{} ", self.stem)
    }

    /// An answer with the scenario's names.
    pub(super) fn answer(&self, response: Response) -> Response {
        let pairs = self.back();
        let pairs: Vec<(&str, &str)> = shown(&pairs).collect();
        Response {
            headers: headers(response.headers, &pairs),
            body: body(response.body, &pairs),
            ..response
        }
    }

    /// A request that the target has sent, with the scenario's names.
    pub(super) fn received(&self, request: Request) -> Request {
        let pairs = self.back();
        let pairs: Vec<(&str, &str)> = shown(&pairs).collect();
        Request {
            target: replace(&request.target, &pairs),
            headers: headers(request.headers, &pairs),
            body: body(request.body, &pairs),
            method: request.method,
        }
    }

    fn back(&self) -> Vec<(Cow<'_, str>, &str)> {
        let mut pairs: Vec<(Cow<'_, str>, &str)> = self
            .pairs
            .iter()
            .map(|(name, own)| (Cow::Borrowed(own.as_str()), name.as_str()))
            .collect();
        pairs.sort_by_key(|(own, _)| std::cmp::Reverse(own.len()));
        pairs.push((Cow::Borrowed(self.version.as_str()), WRITTEN));
        pairs.push((Cow::Owned(self.mark()), ""));
        pairs
    }
}

fn shown<'a>(pairs: &'a [(Cow<'_, str>, &'a str)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    pairs.iter().map(|(from, to)| (from.as_ref(), *to))
}

fn replace(text: &str, pairs: &[(&str, &str)]) -> String {
    let mut text = Cow::Borrowed(text);
    for (from, to) in pairs {
        if from != to && text.contains(from) {
            text = Cow::Owned(text.replace(from, to));
        }
    }
    text.into_owned()
}

fn headers(lines: Headers, pairs: &[(&str, &str)]) -> Headers {
    let line = |(name, value): (String, String)| (name, replace(&value, pairs));
    Headers(lines.0.into_iter().map(line).collect())
}

/// A body that is no text contains no names.
fn body(bytes: Vec<u8>, pairs: &[(&str, &str)]) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) => replace(&text, pairs).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::Names;
    use crate::exchange::{Headers, Request, Response};

    #[test]
    fn what_goes_out_renamed_comes_back_as_it_was() {
        let mut names = Names::new("dvc_conf01ab7".to_owned(), "v9.1");
        names.declare("sample_Report");
        names.declare("sample_ReportTwo");
        let request = Request {
            method: "POST".to_owned(),
            target: "http://h/api/data/v9.2/sample_Report".to_owned(),
            headers: Headers(vec![("A".to_owned(), "sample_ReportTwo".to_owned())]),
            body: br#"{"x":"sample_Report"}"#.to_vec(),
        };
        let sent = names.outward(request.clone());
        assert_eq!(sent.target, "http://h/api/data/v9.1/dvc_conf01ab7_Report");
        assert_eq!(sent.headers.0[0].1, "dvc_conf01ab7_ReportTwo");
        assert_eq!(sent.body, br#"{"x":"dvc_conf01ab7_Report"}"#);
        let answer =
            br##"{"@odata.context":"http://h/api/data/v9.1/$metadata#Microsoft.Dynamics.CRM.dvc_conf01ab7_ReportTwoResponse"}"##;
        let back = names.answer(Response {
            status: 200,
            headers: Headers::default(),
            body: answer.to_vec(),
        });
        let asked = names.received(sent);
        assert_eq!(asked.target, request.target);
        assert_eq!(asked.body, request.body);
        let expected = br##"{"@odata.context":"http://h/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.sample_ReportTwoResponse"}"##;
        assert_eq!(back.body, expected);
    }

    #[test]
    fn the_rows_of_a_scenario_get_ids_of_their_own() {
        let mut names = Names::new("dvc_conf01ab7".to_owned(), "v9.2");
        let own = "a0000000-0000-4000-8000-0000000000f1";
        let request = Request {
            method: "GET".to_owned(),
            target: format!("http://h/api/data/v9.2/accounts({own})"),
            headers: Headers::default(),
            body: b"a0000000-0000-4000-8000-".to_vec(),
        };
        names.declare_ids(&request);
        let sent = names.outward(request.clone());
        assert!(!sent.target.contains(own) && sent.target.len() == request.target.len());
        assert_eq!(names.received(sent).target, request.target);
    }

    #[test]
    fn a_webhook_says_which_run_made_it() {
        let names = Names::new("dvc_conf01ab7".to_owned(), "v9.2");
        let request = Request {
            method: "POST".to_owned(),
            target: "http://h/api/data/v9.2/serviceendpoints".to_owned(),
            headers: Headers::default(),
            body: br#"{"contract":8,"name":"Hook"}"#.to_vec(),
        };
        let sent = names.outward(request.clone());
        assert_eq!(sent.body, br#"{"contract":8,"name":"dvc_conf01ab7 Hook"}"#);
        assert_eq!(names.received(sent).body, request.body);
    }
}

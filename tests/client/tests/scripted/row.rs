//! Rows: a script, what the client does, and what is to come of it.
//!
//! ```text
//! ## a name
//! do: start, poll, wait 10s          what the client does; `wait` if there is no such line
//! POST Make | Prefer: respond-async  a request that is expected, with headers that it must have
//! < 202 | Location: m/1              its answer; `< dropped` and `< unreachable` are none
//! < {"n": 1}                         further lines are the body, joined with CRLF
//! => 1; slept 5s                     what comes of it
//! ```

use std::iter::Peekable;
use std::str::Lines;

/// A row.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) verbs: Vec<String>,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) expected: String,
}

/// A request and what comes of it.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// Method and address below the root.
    pub(crate) request: String,
    /// Headers that the request must have; an empty value means that it must not be there.
    pub(crate) must_have: Vec<(String, String)>,
    /// The status, `dropped` or `unreachable`.
    pub(crate) answer: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// The rows of a file.
pub(crate) fn rows(text: &str) -> Vec<Row> {
    let blocks = text.split("\n## ").skip(1);
    blocks.map(|block| row(block).unwrap()).collect()
}

fn row(block: &str) -> Result<Row, String> {
    let mut lines = block.lines().peekable();
    let name = lines.next().unwrap_or_default().to_owned();
    let mut verbs = vec!["wait".to_owned()];
    let mut exchanges = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(list) = line.strip_prefix("do: ") {
            verbs = list.split(", ").map(str::to_owned).collect();
        } else if let Some(expected) = line.strip_prefix("=> ") {
            let expected = expected.to_owned();
            return Ok(Row {
                name,
                verbs,
                exchanges,
                expected,
            });
        } else {
            exchanges.push(exchange(line, &mut lines).ok_or_else(|| format!("{name}: {line}"))?);
        }
    }
    Err(format!("{name}: no line begins with =>"))
}

fn exchange(line: &str, lines: &mut Peekable<Lines<'_>>) -> Option<Exchange> {
    let mut cells = line.split(" | ");
    let request = cells.next()?.to_owned();
    let must_have = cells.map(header).collect::<Option<_>>()?;
    let mut answer = lines.next()?.strip_prefix("< ")?.split(" | ");
    let mut exchange = Exchange {
        request,
        must_have,
        answer: answer.next()?.to_owned(),
        headers: answer.map(header).collect::<Option<_>>()?,
        body: String::new(),
    };
    let mut body = Vec::new();
    while let Some(line) = lines.peek().and_then(|line| line.strip_prefix('<')) {
        body.push(line.strip_prefix(' ').unwrap_or(line));
        lines.next();
    }
    exchange.body = body.join("\r\n");
    Some(exchange)
}

fn header(cell: &str) -> Option<(String, String)> {
    let (name, value) = cell.split_once(':')?;
    Some((name.to_owned(), value.trim().to_owned()))
}

//! A report as a file: JSON, XML or CSV, each with all of the report. Reads nothing.

use serde_json::Value as Json;

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
    Csv,
}

impl Format {
    /// The format of this name in any case; JSON for every other name.
    pub(super) fn named(name: &str) -> Self {
        match name.to_ascii_uppercase().as_str() {
            "XML" => Self::Xml,
            "CSV" => Self::Csv,
            _ => Self::Json,
        }
    }

    /// The end of the file's name.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Csv => "csv",
        }
    }

    pub(super) const fn mime_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
            Self::Csv => "text/csv",
        }
    }
}

/// Writes a report.
pub(super) fn write(format: Format, report: &Json) -> String {
    match format {
        Format::Json => report.to_string(),
        Format::Xml => xml(report),
        Format::Csv => csv(report),
    }
}

/// An element for each member; the elements of a list have its name in the singular, and null is an empty element.
fn xml(report: &Json) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned();
    element("Report", report, &mut out);
    out
}

fn element(name: &str, value: &Json, out: &mut String) {
    out.push_str(&format!("<{name}>"));
    match value {
        Json::Object(members) => members
            .iter()
            .for_each(|(name, value)| element(name, value, out)),
        Json::Array(items) => items
            .iter()
            .for_each(|item| element(&singular(name), item, out)),
        scalar => text(scalar).chars().for_each(|letter| escape(letter, out)),
    }
    out.push_str(&format!("</{name}>"));
}

fn singular(name: &str) -> String {
    match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) => stem.to_owned(),
        (None, None) => name.to_owned(),
    }
}

/// Writes a letter of a text; what XML 1.0 cannot hold becomes U+FFFD.
fn escape(letter: char, out: &mut String) {
    match letter {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '\r' => out.push_str("&#13;"),
        '\n' | '\t' => out.push(letter),
        '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
        other => out.push(other),
    }
}

/// A line for each value: its section, the number of its row in a list, its field, itself (RFC 4180).
fn csv(report: &Json) -> String {
    let mut out = "Section,Row,Field,Value\r\n".to_owned();
    for (name, value) in report.as_object().into_iter().flatten() {
        match value {
            Json::Array(items) => {
                for (row, item) in (1..).zip(items) {
                    fields(name, &row.to_string(), item, &mut out);
                }
            }
            Json::Object(_) => fields(name, "", value, &mut out),
            scalar => line(["Report", "", name, &text(scalar)], &mut out),
        }
    }
    out
}

fn fields(section: &str, row: &str, of: &Json, out: &mut String) {
    for (field, value) in of.as_object().into_iter().flatten() {
        line([section, row, field, &text(value)], out);
    }
}

fn line(cells: [&str; 4], out: &mut String) {
    let cells = cells.map(|cell| match cell.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    });
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

/// A scalar without quotes; null is an empty text.
fn text(scalar: &Json) -> String {
    match scalar {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report() -> Json {
        json!({
            "AccountName": "A, \"B\" & <C>\u{1}",
            "IncludeHistorical": true,
            "Opportunities": [{"Name": "One\r\nTwo", "EstimatedValue": 1.5}, {"Name": "=1+1", "EstimatedValue": null}],
            "Metrics": {"TotalCases": 0},
        })
    }

    #[test]
    fn a_name_in_any_case_is_a_format_and_an_unknown_one_is_json() {
        for (name, format) in [
            ("xml", Format::Xml),
            ("Csv", Format::Csv),
            ("JSON", Format::Json),
            ("pdf", Format::Json),
            ("", Format::Json),
        ] {
            assert_eq!(Format::named(name), format, "{name}");
        }
    }

    #[test]
    fn json_is_the_report_itself() {
        let text = write(Format::Json, &report());
        assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), report());
    }

    #[test]
    fn xml_names_rows_in_the_singular_and_escapes_texts() {
        assert_eq!(
            write(Format::Xml, &report()),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Report>\
             <AccountName>A, \"B\" &amp; &lt;C&gt;\u{fffd}</AccountName>\
             <IncludeHistorical>true</IncludeHistorical>\
             <Opportunities>\
             <Opportunity><Name>One&#13;\nTwo</Name><EstimatedValue>1.5</EstimatedValue></Opportunity>\
             <Opportunity><Name>=1+1</Name><EstimatedValue></EstimatedValue></Opportunity>\
             </Opportunities>\
             <Metrics><TotalCases>0</TotalCases></Metrics></Report>"
        );
    }

    #[test]
    fn csv_has_a_line_for_each_value() {
        assert_eq!(
            write(Format::Csv, &report()),
            "Section,Row,Field,Value\r\n\
             Report,,AccountName,\"A, \"\"B\"\" & <C>\u{1}\"\r\n\
             Report,,IncludeHistorical,true\r\n\
             Opportunities,1,Name,\"One\r\nTwo\"\r\n\
             Opportunities,1,EstimatedValue,1.5\r\n\
             Opportunities,2,Name,=1+1\r\n\
             Opportunities,2,EstimatedValue,\r\n\
             Metrics,,TotalCases,0\r\n"
        );
    }
}

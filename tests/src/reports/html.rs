//! The HTML report: one page without external files, with the results embedded.
//!
//! The page's script shows the results. Without JavaScript the page names the other reports.

use crate::results::Results;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/script.js");

/// The page.
pub fn html(results: &Results) -> String {
    let json =
        serde_json::to_string(results).expect("results are texts, numbers and lists of them");
    // The results are inserted last, so that a text in them cannot be mistaken for a placeholder.
    let (head, foot) = PAGE
        .split_once("{{results}}")
        .expect("the page has a place for the results");
    let head = head.replace("{{style}}", STYLE);
    let foot = foot.replace("{{script}}", SCRIPT);
    format!("{head}{}{foot}", inert(&json))
}

/// JSON that an HTML parser reads as text only.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::{PAGE, SCRIPT, STYLE, inert};

    #[test]
    fn results_cannot_end_the_element_they_stand_in() {
        let json = inert(r#"{"a":"</script><!--"}"#);
        assert!(!json.contains('<'));
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["a"], "</script><!--");
    }

    #[test]
    fn the_page_asks_nobody_for_anything() {
        for part in [PAGE, STYLE, SCRIPT] {
            for reach in [
                "http:", "https:", "src=", "href=\"/", "@import", "fetch(", "url(",
            ] {
                assert!(!part.contains(reach), "{reach}");
            }
        }
    }
}

//! Refused texts, each with the whole error that a client reads.

use super::{of_accounts, parse};
use crate::fetchxml::{self, FetchXmlError, MAX_CONDITIONS, MAX_LINKS, Position, Problem};
use dataverse_limits::Limits;

/// Compares the errors with the snapshot of this name.
fn assert_errors(
    name: &str,
    texts: &[&str],
    parse: impl Fn(&str) -> Result<crate::query::Query, FetchXmlError>,
) {
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!(name, errors(texts, parse));
    });
}

/// Every text with its error, one per line, so that a reviewer can read all error texts together.
fn errors(
    texts: &[&str],
    parse: impl Fn(&str) -> Result<crate::query::Query, FetchXmlError>,
) -> String {
    texts
        .iter()
        .map(|text| match parse(text) {
            Ok(query) => panic!("`{text}` was read as {query:?}"),
            Err(error) => format!("{text}\n    {error}\n"),
        })
        .collect()
}

#[test]
fn texts_that_are_not_plain_xml() {
    assert_errors(
        "texts_that_are_not_plain_xml",
        &[
            "",
            "accounts, please",
            "<fetch>",
            "<fetch/>junk",
            "<fetch/><fetch/>",
            "<fetch><entity name='a'></fetch>",
            "<fetch><entity name='a'/></entity></fetch>",
            "<fetch><entity name=a/></fetch>",
            "<fetch><entity name='a' name='b'/></fetch>",
            "<fetch><entity name='<'/></fetch>",
            "<fetch><entity name='&#1;'/></fetch>",
            "<fetch><entity name='&#xD800;'/></fetch>",
            "<fetch><entity name='&nbsp;'/></fetch>",
            "<fetch>&copy;</fetch>",
            "<fetch>& </fetch>",
            "<!DOCTYPE fetch><fetch><entity name='a'/></fetch>",
            "<fetch><!DOCTYPE fetch></fetch>",
        ],
        parse,
    );
}

#[test]
fn entities_are_neither_expanded_nor_fetched() {
    let bomb = r#"<!DOCTYPE fetch [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<fetch><entity name="&b;"/></fetch>"#;
    let external = r#"<!DOCTYPE fetch [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<fetch><entity name="account">&x;</entity></fetch>"#;
    let parameter =
        r#"<!DOCTYPE fetch [<!ENTITY % p SYSTEM "http://example.com/x.dtd"> %p;]><fetch/>"#;
    for text in [bomb, external, parameter] {
        let error = parse(text).expect_err("a document type is refused");
        assert_eq!(error.problem, Problem::DocumentType);
        assert_eq!(error.position, Position { line: 1, column: 1 });
    }
}

/// Small limits, which the texts below are short enough for.
fn small() -> Limits {
    Limits {
        fetch_xml_size: 200,
        fetch_xml_depth: 5,
        fetch_xml_elements: 7,
        xml_attributes: 9,
        ..Limits::default()
    }
}

/// The problem with a text within the small limits, if there is one.
fn problem(text: &str) -> Option<Problem> {
    fetchxml::parse(text, &small())
        .err()
        .map(|error| error.problem)
}

#[test]
fn nesting_is_read_to_the_limit_and_no_deeper() {
    let nested = |filters: usize| {
        let (open, close) = ("<filter>".repeat(filters), "</filter>".repeat(filters));
        format!("<fetch><entity name='account'>{open}{close}</entity></fetch>")
    };
    // `fetch` and `entity` are two of the levels.
    assert_eq!(problem(&nested(3)), None);
    assert_eq!(problem(&nested(4)), Some(Problem::TooDeep { limit: 5 }));
    let limit = Limits::default().fetch_xml_depth;
    let read = |filters: usize| parse(&nested(filters)).map_err(|error| error.problem);
    assert!(read(limit - 2).is_ok());
    assert_eq!(read(10_000), Err(Problem::TooDeep { limit }));
}

#[test]
fn a_text_is_read_to_the_limit_and_no_longer() {
    let text = "<fetch><entity name='account'/></fetch>";
    let padded = |bytes: usize| format!("{text}{}", " ".repeat(bytes - text.len()));
    assert_eq!(problem(&padded(200)), None);
    let (bytes, limit) = (201, 200);
    assert_eq!(
        problem(&padded(201)),
        Some(Problem::TooLong { bytes, limit })
    );
}

#[test]
fn a_query_has_a_limit_of_elements() {
    let with = |elements: usize| {
        let columns = "<attribute name='a'/>".repeat(elements - 2);
        format!("<fetch><entity name='account'>{columns}</entity></fetch>")
    };
    assert_eq!(problem(&with(7)), None);
    assert_eq!(
        problem(&with(8)),
        Some(Problem::TooManyElements { limit: 7 })
    );
}

#[test]
fn a_start_tag_has_a_limit_of_attributes() {
    let with = |count: usize| {
        let attributes: String = (0..count).map(|n| format!(" xmlns:n{n}=''")).collect();
        format!("<fetch{attributes}><entity name='a'/></fetch>")
    };
    assert_eq!(problem(&with(9)), None);
    assert_eq!(
        problem(&with(10)),
        Some(Problem::TooManyAttributes { limit: 9 })
    );
}

#[test]
fn a_query_has_a_limit_of_links_and_of_conditions() {
    let with = |links: usize, conditions: usize| {
        let links = "<link-entity name='contact' from='a' to='b'/>".repeat(links);
        let conditions = "<condition attribute='x' operator='null'/>".repeat(conditions);
        of_accounts(&format!("{links}<filter>{conditions}</filter>"))
            .map(drop)
            .map_err(|error| error.problem)
    };
    assert!(with(MAX_LINKS, MAX_CONDITIONS - MAX_LINKS).is_ok());
    for (links, conditions, problem) in [
        (MAX_LINKS + 1, 0, Problem::TooManyLinks),
        (0, MAX_CONDITIONS + 1, Problem::TooManyConditions),
        (1, MAX_CONDITIONS, Problem::TooManyConditions),
    ] {
        assert_eq!(with(links, conditions), Err(problem));
    }
}

#[test]
fn queries_as_a_whole() {
    assert_errors(
        "queries_as_a_whole",
        &[
            "<query/>",
            "<fetch/>",
            "<fetch><entity name='a'/><entity name='b'/></fetch>",
            "<fetch><entity/></fetch>",
            "<fetch><entity name=' '/></fetch>",
            "<fetch><order attribute='a'/></fetch>",
            "<fetch min-active-row-version='true'><entity name='a'/></fetch>",
            "<fetch datasource='retained'><entity name='a'/></fetch>",
            "<fetch no-lock='maybe'><entity name='a'/></fetch>",
            "<fetch mapping='physical'><entity name='a'/></fetch>",
            "<fetch utc-offset='60'><entity name='a'/></fetch>",
            "<fetch distinct='true'><entity name='a'><no-attrs/></entity></fetch>",
            "<fetch top='5001'><entity name='a'/></fetch>",
            "<fetch top='0'><entity name='a'/></fetch>",
            "<fetch top='many'><entity name='a'/></fetch>",
            "<fetch top='-1'><entity name='a'/></fetch>",
            "<fetch count='4294967296'><entity name='a'/></fetch>",
            "<fetch top='1' count='1'><entity name='a'/></fetch>",
            "<fetch top='1' page='1'><entity name='a'/></fetch>",
            "<fetch top='1' paging-cookie='x'><entity name='a'/></fetch>",
            "<fetch top='1' returntotalrecordcount='1'><entity name='a'/></fetch>",
            "<fetch distinct='yes'><entity name='a'/></fetch>",
            "<fetch>text<entity name='a'/></fetch>",
        ],
        parse,
    );
}

#[test]
fn parts_of_a_table() {
    assert_errors(
        "parts_of_a_table",
        &[
            "<column name='x'/>",
            "<attribute/>",
            "<attribute name='x' alias='y'/><attribute name='z' alias='y'/>",
            "<attribute name='x'/><attribute name='z' alias='x'/>",
            "<attribute name='x' aggregate='sum' alias='y'/>",
            "<attribute name='x' groupby='true' alias='y'/>",
            "<attribute name='x' dategrouping='month'/>",
            "<attribute name='x' rowaggregate='CountChildren' alias='y'/>",
            "<attribute name='x'><value/></attribute>",
            "<order/>",
            "<order alias='x'/>",
            "<order attribute='x' descending='desc'/>",
            "<order attribute='x' entityname='nowhere'/>",
            "<filter type='xor'/>",
            "<filter isquickfindfields='1'/>",
            "<filter><link-entity name='b' from='x' to='y'/></filter>",
            "<filter><link-entity name='b' from='x' to='y' link-type='exists'/></filter>",
            "<filter><link-entity name='b' from='x' to='y' link-type='any'><attribute name='c'/></link-entity></filter>",
            "<filter><link-entity name='b' from='x' to='y' link-type='any' alias='l'/><condition entityname='l' attribute='c' operator='null'/></filter>",
            "<filter><order attribute='x'/></filter>",
            "<link-entity from='x' to='y'/>",
            "<link-entity name='b' to='y'/>",
            "<link-entity name='b' from='x'/>",
            "<link-entity name='b'/>",
            "<link-entity name='b' from='x' to='y' link-type='any'/>",
            "<link-entity name='b' from='x' to='y' link-type='natural'/>",
            "<link-entity name='b' from='x' to='y' link-type='left'/>",
            "<link-entity name='b' from='x' to='y' link-type='in'><all-attributes/></link-entity>",
            "<link-entity name='b' from='x' to='y' link-type='matchfirstrowusingcrossapply'><link-entity name='c' from='x' to='y'/></link-entity>",
            "<link-entity name='b' from='x' to='y' alias='l'/><link-entity name='c' from='x' to='y' alias='l'/>",
            "<link-entity name='b' from='x' to='y'><order attribute='x' entityname='b'/></link-entity>",
        ],
        of_accounts,
    );
}

#[test]
fn conditions() {
    let texts = [
        "<condition operator='eq' value='1'/>",
        "<condition attribute='x' value='1'/>",
        "<condition attribute='x' operator='equals' value='1'/>",
        "<condition attribute='x' operator='EQ' value='1'/>",
        "<condition attribute='x' operator='like' valueof='y'/>",
        "<condition attribute='x' operator='eq' valueof='y' value='1'/>",
        "<condition attribute='x' operator='eq' valueof='nowhere.y'/>",
        "<condition entityname='nowhere' attribute='x' operator='null'/>",
        "<condition attribute='x' operator='null' aggregate='sum'/>",
        "<condition column='x' attribute='x' operator='eq' value='1'/>",
        "<condition attribute='x' operator='eq'>1</condition>",
    ];
    assert_errors("conditions", &texts, |condition| {
        of_accounts(&format!("<filter>{condition}</filter>"))
    });
}

#[test]
fn a_link_cannot_look_at_another_table() {
    let error = of_accounts(
        "<link-entity name='contact' from='a' to='b'>
           <filter><condition entityname='t' attribute='x' operator='null'/></filter>
         </link-entity>
         <link-entity name='task' from='a' to='b' alias='t'/>",
    )
    .expect_err("it is not emulated");
    assert_eq!(
        error.position,
        Position {
            line: 2,
            column: 20
        }
    );
    assert!(matches!(error.problem, Problem::NotEmulated(_)));
}

#[test]
fn a_table_joined_twice_has_to_be_named_by_alias() {
    let link = "<link-entity name='contact' from='a' to='b'/>";
    let condition =
        "<filter><condition entityname='contact' attribute='x' operator='null'/></filter>";
    assert!(of_accounts(&format!("{condition}{link}")).is_ok());
    let error = of_accounts(&format!("{condition}{link}{link}")).expect_err("it is ambiguous");
    assert_eq!(
        error.problem,
        Problem::UnknownAlias {
            found: "contact".to_owned(),
            expected: "`contact1`, `contact2`".to_owned()
        }
    );
}

#[test]
fn aggregates() {
    let texts = [
        "",
        "<all-attributes/>",
        "<attribute name='x'/>",
        "<attribute name='x' alias='y'/>",
        "<attribute name='x' aggregate='sum'/>",
        "<attribute name='x' alias='y' aggregate='median'/>",
        "<attribute name='x' alias='y' aggregate='sum' distinct='true'/>",
        "<attribute name='x' alias='y' aggregate='sum' groupby='true'/>",
        "<attribute name='x' groupby='true'/>",
        "<attribute name='x' alias='y' groupby='true' dategrouping='hour'/>",
        "<attribute name='x' alias='y' aggregate='max' dategrouping='month'/>",
        "<attribute name='x' alias='y' groupby='perhaps'/>",
        "<attribute name='x' alias='y' aggregate='sum'/><attribute name='z' alias='y' groupby='true'/>",
        "<attribute name='x' alias='y' aggregate='sum'/><order attribute='x'/>",
        "<attribute name='x' alias='y' aggregate='sum'/><order/>",
        "<attribute name='x' alias='y' aggregate='sum'/><order alias='x'/>",
    ];
    assert_errors("aggregates", &texts, |inside| {
        parse(&format!(
            "<fetch aggregate='true'><entity name='account'>{inside}</entity></fetch>"
        ))
    });
}

#[test]
fn positions_count_lines_and_characters() {
    let error = parse("<fetch>\n  <entity name='é'>é<x/></entity></fetch>")
        .expect_err("there is no element `x`");
    // The text in `entity` is checked before its children.
    assert_eq!(error.position, Position { line: 2, column: 3 });
    let error = parse("<fetch>\n  <entity name='é'><x/></entity></fetch>")
        .expect_err("there is no element `x`");
    assert_eq!(
        error.position,
        Position {
            line: 2,
            column: 20
        }
    );
}

//! Query strings, option by option.

use proptest::prelude::*;

use super::*;
use crate::odata::expand::Returns;
use crate::query::{ColumnPath, Condition, Join, Link, Operand, Operator, Through};

fn parse(raw: &str) -> Options {
    Options::parse(raw).unwrap_or_else(|error| panic!("{raw}: {error}"))
}

#[track_caller]
fn refuse(raw: &str, expected: &str) {
    let error = Options::parse(raw).map_err(|error| error.to_string());
    assert_eq!(error, Err(expected.to_owned()), "{raw}");
}

fn equal(column: &str, value: impl Into<Value>) -> Filter {
    Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator: Operator::Equal,
        operands: vec![Operand::Value(value.into())],
    })
}

fn by(column: ColumnPath, direction: Direction) -> Order {
    Order { column, direction }
}

#[test]
fn no_options_ask_for_everything() {
    for raw in ["", "&", "&&"] {
        assert_eq!(parse(raw), Options::default());
    }
    assert_eq!(parse("").into_query("account"), Query::new("account"));
}

#[test]
fn all_options_become_one_query() {
    let raw = "$select=name,_primarycontactid_value,name&$filter=statecode%20eq+0\
               &$orderby=createdon desc, primarycontactid/fullname&$top=3&$count=true";
    let expected = Query {
        columns: Columns::Named(vec!["name".into(), "_primarycontactid_value".into()]),
        filter: equal("statecode", 0),
        order: vec![
            by(ColumnPath::of("createdon"), Direction::Descending),
            by(
                ColumnPath {
                    via: vec!["primarycontactid".into()],
                    column: "fullname".into(),
                },
                Direction::Ascending,
            ),
        ],
        page: Page {
            top: Some(3),
            ..Page::default()
        },
        count: true,
        ..Query::new("account")
    };
    assert_eq!(parse(raw).into_query("account"), expected);
}

#[test]
fn the_article_breaks_its_select_into_lines() {
    // BG-05A as printed, with its line breaks sent raw or percent-encoded.
    let printed = "$select=\nname,\nbackgroundoperationstatecode,\nbackgroundoperationstatuscode,\n\
                   outputparameters,\nerrorcode,\nerrormessage";
    let expected = [
        "name",
        "backgroundoperationstatecode",
        "backgroundoperationstatuscode",
        "outputparameters",
        "errorcode",
        "errormessage",
    ];
    let encoded = printed.replace('\n', "%0D%0A");
    for raw in [printed, &encoded, &printed.replace('\n', "+")] {
        assert_eq!(parse(raw).select.unwrap(), expected, "{raw}");
    }
}

#[test]
fn the_context_keeps_the_names_as_written() {
    let options = parse("$select=name,_primarycontactid_value");
    assert_eq!(options.select.unwrap(), ["name", "_primarycontactid_value"]);
}

#[test]
fn names_and_values_are_decoded() {
    let options = parse("%24top=1&tag=a%26b+c&fetchXml=%3Cfetch%2F%3E&savedQuery=x&empty");
    assert_eq!(options.top, Some(1));
    assert_eq!(options.custom["tag"], "a&b c");
    assert_eq!(options.custom["savedQuery"], "x");
    assert_eq!(options.custom["empty"], "");
    assert_eq!(options.fetch_xml(), Some("<fetch/>"));
    assert_eq!(parse("FetchXML=x").fetch_xml(), None);
    assert_eq!(
        parse("$filter=name eq 'a%2Bb+c'").filter,
        Some(equal("name", "a+b c"))
    );
}

#[test]
fn opaque_options_stay_text() {
    let options = parse(
        "$skiptoken=%3Ccookie%20/%3E&$deltatoken=919042%2108%2f22\
         &$id=contacts(1)",
    );
    assert_eq!(options.skip_token.as_deref(), Some("<cookie />"));
    assert_eq!(options.delta_token.as_deref(), Some("919042!08/22"));
    assert_eq!(options.id.as_deref(), Some("contacts(1)"));
}

#[test]
fn aliases_are_literals_and_an_empty_one_is_null() {
    let options = parse("@p1='v'&@p2=1&@p3=[\"a\",\"b\"]&@p4={'@odata.id':'contacts(1)'}&@p5=");
    let json = |text: &str| Literal::Json(serde_json::from_str(text).unwrap());
    let expected = [
        ("@p1", Literal::Value("v".into())),
        ("@p2", Literal::Value(1.into())),
        ("@p3", json(r#"["a","b"]"#)),
        ("@p4", json(r#"{"@odata.id":"contacts(1)"}"#)),
        ("@p5", Literal::Value(Value::Null)), // CA-038
    ];
    let expected: ParameterAliases = expected
        .map(|(name, value)| (name.to_owned(), value))
        .into();
    assert_eq!(options.aliases, expected);
    refuse(
        "@p1=x",
        "in `@p1`: expected a literal at position 0, found `x`",
    );
}

#[test]
fn expands_nest_and_become_links() {
    let raw = "$expand=primarycontactid($select=contactid,fullname),\
               tasks($filter=subject eq 'a;b)';$orderby=createdon desc;$top=2;\
               $expand=owner($select=name),notes),refs/$ref";
    let options = parse(raw);
    assert_eq!(options.expand[2].returns, Returns::References);
    let link = |navigation: &str, columns| Link {
        through: Through::Navigation(navigation.into()),
        join: Join::Outer,
        alias: None,
        columns: Some(columns),
        filter: Filter::everything(),
        links: Vec::new(),
        order: Vec::new(),
        top: None,
        page_size: None,
    };
    let named = |names: &[&str]| Columns::Named(names.iter().map(|&name| name.into()).collect());
    let expected = vec![
        link("primarycontactid", named(&["contactid", "fullname"])),
        Link {
            filter: equal("subject", "a;b)"),
            order: vec![by(ColumnPath::of("createdon"), Direction::Descending)],
            top: Some(2),
            page_size: None,
            links: vec![link("owner", named(&["name"])), link("notes", Columns::All)],
            ..link("tasks", Columns::All)
        },
        link("refs", named(&[])),
    ];
    assert_eq!(options.into_query("account").links, expected);
}

#[test]
fn expands_are_bounded() {
    let flat = |count: usize| {
        let names: Vec<String> = (0..count).map(|number| format!("n{number}")).collect();
        format!("$expand={}", names.join(","))
    };
    let deep = |count: usize| {
        format!(
            "$expand={}n{}",
            "n($expand=".repeat(count - 1),
            ")".repeat(count - 1)
        )
    };
    assert_eq!(parse(&flat(15)).expand.len(), 15);
    parse(&deep(15));
    let expected = "at most 15 properties can be expanded in one query";
    refuse(&flat(16), expected);
    refuse(&deep(16), expected);
    refuse(&deep(10_000), expected);
}

#[test]
fn option_names_are_exact() {
    // WA-071
    refuse(
        "$Select=name",
        "The query parameter $Select is not supported",
    );
    refuse("$search=x", "The query parameter $search is not supported");
    refuse("$skip=5", "Skip Clause is not supported in CRM"); // WA-03C
    refuse(
        "$top=1&%24top=2",
        "the query option `$top` is given more than once",
    );
    refuse("@p=1&@p=2", "the query option `@p` is given more than once");
    assert_eq!(parse("select=name").select, None);
}

#[test]
fn dataverses_own_error_texts_stand_alone() {
    refuse(
        "$filter=not Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')",
        "Not operator along with the Custom Named Condition operators is not allowed",
    );
}

#[test]
fn errors_say_which_option_and_where() {
    refuse(
        "$top=-1",
        "the query option `$top` expects a whole number from 0, found `-1`",
    );
    refuse(
        "$top=",
        "the query option `$top` expects a whole number from 0, found ``",
    );
    refuse(
        "$count=1",
        "the query option `$count` expects `true` or `false`, found `1`",
    );
    refuse(
        "$select=",
        "in `$select`: expected the name of a column at position 0, found the end",
    );
    refuse(
        "$select=a,,b",
        "in `$select`: expected the name of a column at position 2, found `,b`",
    );
    refuse(
        "$select=a b",
        "in `$select`: expected `,` or the end of the list at position 2, found `b`",
    );
    refuse(
        "$orderby=a up",
        "in `$orderby`: expected `asc`, `desc` or `,` at position 2, found `up`",
    );
    refuse(
        "$orderby=/a",
        "in `$orderby`: expected a column to order by at position 0, found `/a`",
    );
    refuse(
        "$filter=a is 1",
        "in `$filter`: expected `eq`, `ne`, `gt`, `ge`, `lt` or `le` at position 2, found `is 1`",
    );
    refuse(
        "$expand=",
        "in `$expand`: expected the name of a navigation property at position 0, found the end",
    );
    refuse(
        "$expand=a()",
        "in `$expand`: expected a query option of the navigation property at position 2, found `)`",
    );
    refuse(
        "$expand=a($top=1",
        "in `$expand`: expected `;` or `)` behind the option at position 8, found the end",
    );
    refuse(
        "$expand=a($top=1;$top=2)",
        "the query option `$top` is given more than once",
    );
    refuse(
        "$expand=a,a",
        "the query option `$expand=a` is given more than once",
    );
    refuse("$expand=a($skip=1)", "Skip Clause is not supported in CRM");
    refuse(
        "$expand=a($count=true)",
        "The query parameter $count is not supported",
    );
    refuse(
        "$expand=a/$count",
        "in `$expand`: expected `$ref` at position 2, found `$count`",
    );
    refuse(
        "tag=%ff",
        "the percent-decoded query option `%ff` is not UTF-8",
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(raw in "\\PC{0,60}") {
        let _any = Options::parse(&raw);
    }

    #[test]
    fn any_expand_is_read_or_refused(raw in "[a(),;='$/%2720\\[\"-]{0,40}") {
        let _any = Options::parse(&format!("$expand=a($filter={raw})"));
        let _any = Options::parse(&format!("$expand={raw}&$orderby={raw}&@p={raw}"));
    }

    #[test]
    fn selected_names_are_read_back(names in prop::collection::vec("[a-z][a-z0-9_]{0,8}", 1..6)) {
        let options = Options::parse(&format!("$select={}", names.join(" , ")));
        prop_assert_eq!(options.map(|options| options.select), Ok(Some(names)));
    }
}

//! RFC 7240 and the header lines that Dataverse documents, by requirement id.

use dataverse_limits::Limits;
use proptest::prelude::*;

use super::*;

/// All parsed elements in one line, with quoted values in quotes.
fn understood(lines: &[&str]) -> String {
    let word = |value: &Option<Word>| match value {
        None => String::new(),
        Some(word) if word.quoting == Quoting::Quoted => format!("={:?}", word.text),
        Some(word) => format!("={}", word.text),
    };
    let parameter = |one: &Parameter| format!(";{}{}", one.name, word(&one.value));
    Preferences::parse(lines)
        .elements
        .iter()
        .map(|one| {
            let parameters: String = one.parameters.iter().map(parameter).collect();
            format!("{}{}{parameters}", one.name, word(&one.value))
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn check(lines: &[&str], expected: &str) {
    assert_eq!(understood(lines), expected, "{lines:?}");
}

#[test]
fn unknown_preferences_are_read_and_stand_aside() {
    check(&["foo, respond-async"], "foo, respond-async"); // P-01
    assert!(Preferences::parse(["foo, respond-async"]).respond_async());
    assert!(!Preferences::parse(["foo"]).respond_async());
}

#[test]
fn several_lines_are_one_list() {
    check(&["respond-async", "wait=10"], "respond-async, wait=10"); // P-02
    check(&[], "");
    check(&["", " \t "], "");
}

#[test]
fn the_first_instance_of_a_name_counts() {
    check(&["wait=1, wait=2"], "wait=1"); // P-03
    check(&["wait=1", "WAIT=2"], "wait=1");
    let both = Preferences::parse(["return=minimal, return=representation"]);
    assert_eq!(both.return_(), Some(Return::Minimal)); // P-14
}

#[test]
fn names_are_case_insensitive() {
    for name in ["RESPOND-ASYNC", "Respond-Async"] {
        assert!(Preferences::parse([name]).respond_async(), "{name}"); // P-04
    }
    let callback = Preferences::parse(["OData.Callback; URL=\"https://h/\""]).callback();
    assert_eq!(
        callback.map(|found| found.url).as_deref(),
        Some("https://h/")
    );
    let shouted = Preferences::parse(["return=REPRESENTATION"]);
    assert_eq!(shouted.return_(), Some(Return::Representation)); // P-05
    assert_eq!(Preferences::parse(["return=all"]).return_(), None);
}

#[test]
fn an_empty_value_is_no_value() {
    for text in ["foo", "foo=", "foo=\"\"", " foo = "] {
        check(&[text], "foo"); // P-06
    }
    for text in ["foo;p", "foo;p=", "foo;p=\"\""] {
        check(&[text], "foo;p");
    }
}

#[test]
fn space_is_allowed_around_separators() {
    check(&["wait = 10"], "wait=10"); // P-07
    check(&["a\t=\tb\t;\tc = d ,\te"], "a=b;c=d, e");
    let spaced = Preferences::parse(["odata.maxpagesize = 5"]);
    assert_eq!(spaced.max_page_size(), Some(5));
}

#[test]
fn empty_elements_and_parameters_are_skipped() {
    check(&[",return=minimal, ,, wait=1,"], "return=minimal, wait=1"); // P-08
    check(&["p=a;;b=c; d = e; f;; ; g"], "p=a;b=c;d=e;f;g"); // P-09
}

#[test]
fn quotes_hide_separators_and_backslashes_escape() {
    // P-10
    check(
        &["include-annotations=\"a.*,b.*\", wait=5"],
        "include-annotations=\"a.*,b.*\", wait=5",
    );
    check(
        &[r#"a="x\"y,\\;z"; b="1;2", c"#],
        r#"a="x\"y,\\;z";b="1;2", c"#,
    );
    check(&[r#"a="\q""#], r#"a="q""#);
}

#[test]
fn the_first_of_equal_parameters_counts() {
    let twice = Preferences::parse(["callback; url=\"http://1/\"; url=\"http://2/\""]);
    assert_eq!(
        twice.callback().map(|found| found.url).as_deref(),
        Some("http://1/")
    ); // P-11
}

#[test]
fn a_malformed_element_goes_alone() {
    check(&["respond-async[], wait=5"], "wait=5"); // P-13
    check(&["a=b c, wait=5"], "wait=5");
    check(&["a=\"b\"c, wait=5"], "wait=5");
    check(&["=5, ;x=1, a/b, wait=5"], "wait=5");
    check(&["a; b/c, wait=5"], "wait=5");
    check(&["wait=5, a=\"unclosed, respond-async"], "wait=5");
    check(&["wait=5, a=\"unclosed\\"], "wait=5");
    assert_eq!(
        Preferences::parse([b"maxpagesize=5, a=\xff, b=\"\xff\"".as_slice()]).max_page_size(),
        Some(5)
    );
}

#[test]
fn the_bare_name_wins_over_the_prefixed_one() {
    let both = Preferences::parse(["odata.maxpagesize=3, maxpagesize=4"]); // P-18
    assert_eq!(both.max_page_size(), Some(4));
    for text in [
        "odata.maxpagesize=3",
        "maxpagesize=3",
        "odata.maxpagesize=\"3\"",
    ] {
        assert_eq!(
            Preferences::parse([text]).max_page_size(),
            Some(3),
            "{text}"
        );
    }
}

#[test]
fn numbers_that_are_none_are_ignored() {
    for text in ["-1", "1.5", "ten", "+1", "99999999999999999999999"] {
        let read = Preferences::parse([format!("odata.maxpagesize={text}")]);
        assert_eq!(read.max_page_size(), None, "{text}"); // A-07
    }
    assert_eq!(
        Preferences::parse(["odata.maxpagesize=0"]).max_page_size(),
        None
    );
}

#[test]
fn callbacks_are_read_in_every_spelling() {
    use Quoting::{Quoted, Unquoted};
    use Spelling::{Bare, Prefixed};
    #[rustfmt::skip]
    let cases = [
        // BG-004, BG-006, BG-007, BG-008
        (r#"respond-async, odata.callback; url="https://webhook.site/<id>""#, "https://webhook.site/<id>", Prefixed, Quoted),
        (r#"respond-async,odata.callback;url="https://test.com""#, "https://test.com", Prefixed, Quoted),
        (r#"respond-async, callback; url="https://h/a,b;c?d=e""#, "https://h/a,b;c?d=e", Bare, Quoted),
        ("respond-async,odata.callback;url=https://h:1/x?sig=a%2B&sp=r", "https://h:1/x?sig=a%2B&sp=r", Prefixed, Unquoted),
        (r#"callback;x=1;url="http://1/", odata.callback;url="http://2/""#, "http://1/", Bare, Quoted),
    ];
    for (line, url, spelling, quoting) in cases {
        let expected = Callback {
            url: url.to_owned(),
            spelling,
            quoting,
        };
        assert_eq!(
            Preferences::parse([line]).callback(),
            Some(expected),
            "{line}"
        );
    }
    for line in [
        "odata.callback",
        "odata.callback;url=",
        "odata.callback;uri=\"x\"",
        "url=\"x\"",
    ] {
        assert_eq!(Preferences::parse([line]).callback(), None, "{line}"); // CB-02
    }
    // Only the callback's `url` may lack quotes.
    check(&["other;url=https://h/, wait=5"], "wait=5");
}

#[test]
fn documented_lists_are_read_whole() {
    check(
        &["respond-async,return=representation"],
        "respond-async, return=representation",
    ); // BG-006
    check(
        &["odata.include-annotations=\"*\",respond-async"],
        "odata.include-annotations=\"*\", respond-async",
    );
    // The draft of 2022 (BG-011).
    check(
        &["respond-async,callback,odata.include-annotations=\"*\",url=\"...\""],
        "respond-async, callback, odata.include-annotations=\"*\", url=\"...\"",
    );
}

#[test]
fn flags_are_read() {
    for (line, expected) in [
        ("odata.continue-on-error", Some(true)), // A-10, BA-009
        ("continue-on-error=true", Some(true)),
        ("continue-on-error=false", Some(false)),
        ("wait=1", None),
    ] {
        assert_eq!(
            Preferences::parse([line]).continue_on_error(),
            expected,
            "{line}"
        );
    }
}

#[test]
fn annotation_filters_choose_the_most_specific_pattern() {
    const FORMATTED: &str = "OData.Community.Display.V1.FormattedValue";
    const LOOKUP: &str = "Microsoft.Dynamics.CRM.lookuplogicalname";
    #[rustfmt::skip]
    let cases = [
        // line, formatted value, lookup name
        (r#"odata.include-annotations="OData.Community.Display.V1.FormattedValue""#, true, false),
        (r#"odata.include-annotations="*""#, true, true),
        ("odata.include-annotations=*", true, true), // WA-07F
        ("odata.include-annotations=OData.*", true, false),
        (r#"odata.include-annotations="*,-Microsoft.Dynamics.CRM.*""#, true, false),
        (r#"odata.include-annotations="-*,Microsoft.Dynamics.CRM.*""#, false, true),
        (r#"odata.include-annotations="Microsoft.Dynamics.CRM.*, -Microsoft.Dynamics.CRM.lookuplogicalname""#, false, false),
        (r#"odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname,OData.Community.Display.V1.FormattedValue""#, true, true),
        (r#"odata.include-annotations="*,-*""#, false, false),
        (r#"odata.include-annotations="OData*""#, false, false),
        (r#"odata.include-annotations=",""#, false, false),
    ];
    for (line, formatted, lookup) in cases {
        let filter = Preferences::parse([line]).include_annotations(&Limits::default());
        let filter = filter.unwrap().unwrap();
        assert_eq!(
            (filter.includes(FORMATTED), filter.includes(LOOKUP)),
            (formatted, lookup),
            "{line}"
        );
    }
    let empty = Preferences::parse(["odata.include-annotations=\"\""]);
    assert_eq!(empty.include_annotations(&Limits::default()), Ok(None));
}

#[test]
fn a_long_list_of_annotations_is_refused() {
    let limits = Limits {
        annotation_patterns: 3,
        annotation_length: 20,
        ..Limits::default()
    };
    let read = |list: &str| {
        let line = format!("odata.include-annotations=\"{list}\"");
        let filter = Preferences::parse([line]).include_annotations(&limits);
        filter.map_err(|error| error.to_string())
    };
    assert!(read("a.*,b.*,c.*").is_ok());
    assert!(read(&"a".repeat(20)).is_ok());
    for long in ["a,b,c,d", &"a".repeat(21)] {
        let refused = read(long).unwrap_err();
        assert!(
            refused.contains("at most 3 patterns in at most 20 bytes"),
            "{refused}"
        );
    }
}

#[test]
fn applied_preferences_are_printed_as_dataverse_does() {
    assert_eq!(Applied::new().header(), None);
    let asked = Preferences::parse([
        r#"odata.include-annotations="OData.Community.Display.V1.FormattedValue""#,
    ]);
    let filter = asked
        .include_annotations(&Limits::default())
        .unwrap()
        .unwrap();
    #[rustfmt::skip]
    let cases = [
        (Applied::new().respond_async().header(), "respond-async"),
        (Applied::new().callback(Spelling::Bare).header(), "callback"),
        (Applied::new().include_annotations(&filter).header(), r#"odata.include-annotations="OData.Community.Display.V1.FormattedValue""#),
        (Applied::new().max_page_size(3).respond_async().header(), "odata.maxpagesize=3,respond-async"),
        (Applied::new().return_(Return::Representation).return_(Return::Representation).header(), "return=representation"),
        (Applied::new().respond_async().callback(Spelling::Prefixed).header(), "respond-async,odata.callback"),
        (Applied::new().return_(Return::Minimal).header(), "return=minimal"),
    ];
    for (printed, expected) in cases {
        assert_eq!(printed.as_deref(), Some(expected));
    }
}

/// A list element as a client may write it.
#[derive(Debug, Clone)]
struct Written {
    name: String,
    value: Option<String>,
    parameters: Vec<(String, Option<String>)>,
}

fn written() -> impl Strategy<Value = Written> {
    let name = "[a-z!#$%&'*+.^_`|~0-9-]{1,12}";
    let value = proptest::option::of("[ -~\t]{1,12}");
    let parameter = (name, value.clone());
    (name, value, prop::collection::vec(parameter, 0..4)).prop_map(|(name, value, parameters)| {
        Written {
            name,
            value,
            parameters,
        }
    })
}

fn print_word(value: Option<&String>) -> String {
    value.map_or_else(String::new, |text| {
        format!("=\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
    })
}

fn print(all: &[Written]) -> String {
    let element = |one: &Written| {
        let mut text = format!("{}{}", one.name, print_word(one.value.as_ref()));
        for (name, value) in &one.parameters {
            text += &format!(" ; {name}{}", print_word(value.as_ref()));
        }
        text
    };
    all.iter().map(element).collect::<Vec<_>>().join(" , ,")
}

#[test]
fn the_time_that_a_client_waits_is_a_whole_number_of_seconds() {
    let wait = |line| Preferences::parse([line]).wait();
    assert_eq!(wait("wait=10"), Some(10));
    assert_eq!(wait("WAIT = \"0\""), Some(0));
    for none in [
        "wait",
        "wait=",
        "wait=-1",
        "wait=1.5",
        "wait=abc",
        "respond-async",
    ] {
        assert_eq!(wait(none), None, "{none}");
    }
}

#[test]
fn honoured_preferences_are_taken_out_and_the_others_stay() {
    let given = Preferences::parse([
        "Respond-Async, return=representation; x, respond-async, wait=5",
        "odata.callback; url=\"http://h/\", odata.include-annotations=\"a.*,\\\"b\"",
    ]);
    let rest = given.without(&["respond-async", "wait", "callback"]);
    assert_eq!(
        rest.to_string(),
        r#"return=representation; x, odata.include-annotations="a.*,\"b""#
    );
}

proptest! {
    #[test]
    fn written_preferences_are_read_back(all in prop::collection::vec(written(), 0..6)) {
        let read = Preferences::parse([print(&all)]);
        let again = Preferences::parse([read.to_string()]);
        prop_assert_eq!(read.to_string(), again.to_string());
        let names = |of: &Preferences| of.names().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(names(&read), names(&again));
        prop_assert!(read.elements.iter().map(Preference::text).eq(again.elements.iter().map(Preference::text)));
    }

    #[test]
    fn a_printed_list_is_read_back(all in prop::collection::vec(written(), 0..6)) {
        let read = Preferences::parse([print(&all)]);
        let mut kept: Vec<&Written> = Vec::new();
        for one in &all {
            if !kept.iter().any(|known| known.name == one.name) {
                kept.push(one);
            }
        }
        prop_assert_eq!(read.elements.len(), kept.len());
        for (read, kept) in read.elements.iter().zip(kept) {
            prop_assert_eq!(&read.name, &kept.name);
            prop_assert_eq!(read.text(), kept.value.as_deref());
            let parameters: Vec<_> = read
                .parameters
                .iter()
                .map(|one| (one.name.clone(), one.value.as_ref().map(|word| word.text.clone())))
                .collect();
            prop_assert_eq!(&parameters, &kept.parameters);
        }
    }

    #[test]
    fn an_echoed_annotation_list_is_read_back(list in "[!-~]{1,30}") {
        let filter = AnnotationFilter::parse(&list, &Limits::default()).unwrap();
        let mut applied = Applied::new();
        applied.include_annotations(&filter);
        let read = Preferences::parse([applied.header().unwrap().as_bytes()]);
        prop_assert_eq!(read.include_annotations(&Limits::default()), Ok(Some(filter)));
    }

    #[test]
    fn any_bytes_are_read(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..4)) {
        Preferences::parse(&lines);
    }

    #[test]
    fn a_malformed_element_never_takes_its_neighbours(junk in "[^,\"]{0,20}") {
        let read = Preferences::parse([format!("respond-async, {junk}, maxpagesize=7")]);
        prop_assert!(read.respond_async());
        prop_assert!(read.max_page_size().is_some());
    }
}

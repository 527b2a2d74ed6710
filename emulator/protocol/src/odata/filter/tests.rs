//! The grammar of `$filter`, case by case.

use proptest::prelude::*;

use super::*;
use crate::odata::Options;
use crate::query::{ColumnPath, Condition, Operand, Quantifier};

mod functions;

/// A filter as nested brackets: `(and (Equal name "x") …)`.
fn show(filter: &Filter) -> String {
    let all = |name: &str, filters: &[Filter]| {
        let inner: String = filters
            .iter()
            .map(|one| format!(" {}", show(one)))
            .collect();
        format!("({name}{inner})")
    };
    match filter {
        Filter::And(filters) => all("and", filters),
        Filter::Or(filters) => all("or", filters),
        Filter::Not(filter) => format!("(not {})", show(filter)),
        Filter::Condition(condition) => show_condition(condition),
        Filter::Linked(_) => panic!("OData has no links through columns"),
        Filter::Related {
            navigation,
            quantifier,
            filter,
        } => {
            let quantifier = match quantifier {
                Quantifier::Any => "any",
                Quantifier::All => "all",
            };
            format!("({quantifier} {navigation} {})", show(filter))
        }
    }
}

fn show_condition(condition: &Condition) -> String {
    let path = |path: &ColumnPath| {
        [path.via.as_slice(), std::slice::from_ref(&path.column)]
            .concat()
            .join("/")
    };
    let operands: String = condition
        .operands
        .iter()
        .map(|operand| match operand {
            Operand::Value(value) => format!(" {value:?}"),
            Operand::Text(text) => format!(" {text:?}"),
            Operand::Member {
                enumeration,
                member,
            } => format!(" {enumeration}'{member}'"),
            Operand::Column(column) => format!(" {}", path(column)),
        })
        .collect();
    format!(
        "({:?} {}{operands})",
        condition.operator,
        path(&condition.column)
    )
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let filter = parse(text, &ParameterAliases::new()).map_err(|error| format!("{text}: {error}"));
    assert_eq!(filter.map(|filter| show(&filter)), Ok(expected.to_owned()));
}

#[track_caller]
fn refuse(text: &str, expected: &str) {
    let error = parse(text, &ParameterAliases::new()).map(|filter| show(&filter));
    assert_eq!(
        error.map_err(|error| error.to_string()),
        Err(expected.to_owned())
    );
}

#[test]
fn each_comparison_is_an_operator() {
    check("name eq 'x'", "(Equal name String(\"x\"))");
    check("name ne 'O''Neil'", "(NotEqual name String(\"O'Neil\"))");
    check("age gt 5", "(GreaterThan age Integer(5))");
    check("age ge -5", "(GreaterEqual age Integer(-5))");
    check("age lt 5000000000", "(LessThan age BigInt(5000000000))");
    check("  revenue  le  1.50  ", "(LessEqual revenue Decimal(1.50))");
    check("open eq true", "(Equal open Boolean(true))");
    check("name eq null", "(Equal name Null)");
    check(
        "backgroundoperationstatecode eq 3",
        "(Equal backgroundoperationstatecode Integer(3))",
    );
}

#[test]
fn literals_are_typed_by_their_spelling() {
    check(
        "accountid eq ABCDEF00-0000-0000-0000-000000000001",
        "(Equal accountid Guid(abcdef00-0000-0000-0000-000000000001))",
    );
    check(
        "createdon ge 2024-01-02",
        "(GreaterEqual createdon Date(2024-01-02))",
    );
    check(
        "createdon lt 2024-01-02T03:04:05.5+01:00",
        "(LessThan createdon DateTime(2024-01-02T02:04:05.5Z))",
    );
    check(
        "createdon eq '2024-01-02'",
        "(Equal createdon String(\"2024-01-02\"))",
    );
    check("x eq 1e3", "(Equal x Double(1000.0))");
}

#[test]
fn properties_and_paths_are_kept_as_written() {
    check(
        "_primarycontactid_value eq null",
        "(Equal _primarycontactid_value Null)",
    );
    check(
        "primarycontactid/fullname eq 'Joe'",
        "(Equal primarycontactid/fullname String(\"Joe\"))",
    );
    check(
        "primarycontactid/_parentcustomerid_value eq null",
        "(Equal primarycontactid/_parentcustomerid_value Null)",
    );
    check("a eq _value", "(Equal a _value)");
}

#[test]
fn a_column_may_stand_on_either_side() {
    check("firstname eq lastname", "(Equal firstname lastname)");
    check("5 lt age", "(GreaterThan age Integer(5))");
    check("5 ge age", "(LessEqual age Integer(5))");
    check("'x' ne name", "(NotEqual name String(\"x\"))");
    check("null eq name", "(Equal name Null)");
}

#[test]
fn and_binds_more_strongly_than_or_and_not_than_both() {
    check(
        "a eq 1 or b eq 2 and c eq 3",
        "(or (Equal a Integer(1)) (and (Equal b Integer(2)) (Equal c Integer(3))))",
    );
    check(
        "(a eq 1 or b eq 2) and c eq 3 and d eq 4",
        "(and (or (Equal a Integer(1)) (Equal b Integer(2))) (Equal c Integer(3)) (Equal d Integer(4)))",
    );
    check(
        "not (a eq 1) and b eq 2",
        "(and (not (Equal a Integer(1))) (Equal b Integer(2)))",
    );
    check(
        "not(a eq 1)or(b eq 2)",
        "(or (not (Equal a Integer(1))) (Equal b Integer(2)))",
    );
    check(
        "not not contains(a,'x')",
        "(not (not (Contains a String(\"x\"))))",
    );
    check("((a eq 1))", "(Equal a Integer(1))");
}

#[test]
fn words_of_the_grammar_may_be_column_names() {
    check("not_now eq 1", "(Equal not_now Integer(1))");
    check(
        "contains eq 1 and any eq 2",
        "(and (Equal contains Integer(1)) (Equal any Integer(2)))",
    );
    check(
        "order eq 'or' and android eq ' and '",
        "(and (Equal order String(\"or\")) (Equal android String(\" and \")))",
    );
}

#[test]
fn lambdas_become_related_rows() {
    check(
        "contact_customer_accounts/any(c:c/fullname eq 'x' and c/age gt 1)",
        "(any contact_customer_accounts (and (Equal fullname String(\"x\")) (GreaterThan age Integer(1))))",
    );
    check("tasks/any()", "(any tasks (and))");
    check(
        "not tasks/all( t : t/owner/name eq 'x' )",
        "(not (all tasks (Equal owner/name String(\"x\"))))",
    );
    check(
        "tasks/any(t:t/notes/any(n:n/subject eq 'x') or t/open eq true)",
        "(any tasks (or (any notes (Equal subject String(\"x\"))) (Equal open Boolean(true))))",
    );
    refuse(
        "tasks/any(t:open eq true)",
        "`open` does not begin with the variable `t` of the lambda around it",
    );
    refuse(
        "account/tasks/any(t:t/open eq true)",
        "`account/tasks` leads through another row: expected a collection of the queried row in a lambda expression",
    );
    refuse(
        "tasks/any(t:t eq 1)",
        "expected a column at position 12, found `t eq 1)`",
    );
    refuse(
        "tasks/all()",
        "expected the variable of the lambda at position 10, found `)`",
    );
}

#[test]
fn errors_say_where_and_what() {
    refuse(
        "",
        "expected a column or a literal at position 0, found the end",
    );
    refuse(
        "name",
        "expected `eq`, `ne`, `gt`, `ge`, `lt` or `le` at position 4, found the end",
    );
    refuse(
        "name is 'x'",
        "expected `eq`, `ne`, `gt`, `ge`, `lt` or `le` at position 5, found `is 'x'`",
    );
    refuse(
        "name eq",
        "expected a column or a literal at position 7, found the end",
    );
    refuse(
        "name eq 'x",
        "expected the closing single quote at position 10, found the end",
    );
    refuse(
        "é eq 'x' nor b eq 1",
        "expected `and`, `or` or the end of the filter at position 9, found `nor b eq 1`",
    );
    refuse(
        "(a eq 1",
        "expected `and`, `or` or `)` at position 7, found the end",
    );
    refuse(
        "a eq 1)",
        "expected `and`, `or` or the end of the filter at position 6, found `)`",
    );
    refuse(
        "a//b eq 1",
        "expected a column or a literal at position 0, found `a//b eq 1`",
    );
    refuse(
        "not a eq 1",
        "expected brackets around a comparison behind `not` at position 4, found `a eq 1`",
    );
    refuse(
        "1 eq 1",
        "a comparison needs a column on one side, found two literals at position 0",
    );
    refuse(
        "a gt null",
        "null can only be compared by `eq` and `ne`, found `gt`",
    );
    refuse("a eq [1]", "`[1]` cannot be compared with a column");
    refuse(
        "a in ('x')",
        "expected `eq`, `ne`, `gt`, `ge`, `lt` or `le` at position 2, found `in ('x')`",
    );
}

#[test]
fn nesting_is_bounded() {
    let nested = |levels| format!("{}a eq 1{}", "(".repeat(levels), ")".repeat(levels));
    check(&nested(NESTING_LIMIT - 1), "(Equal a Integer(1))");
    let expected = "the filter nests deeper than 100 levels";
    refuse(&nested(NESTING_LIMIT), expected);
    refuse(&"not ".repeat(100_000), expected);
    let siblings = vec!["(a eq 1)"; 2 * NESTING_LIMIT].join(" and ");
    assert!(parse(&siblings, &ParameterAliases::new()).is_ok());
}

#[test]
fn aliases_stand_for_their_values() {
    let options = Options::parse(
        "$filter=name eq @n and age gt @a and x eq @none and \
         Microsoft.Dynamics.CRM.In(PropertyName='y',PropertyValues=@list)\
         &@n='x'&@a=5&@list=['p',2]",
    );
    assert_eq!(
        options.map(|options| options.filter.as_ref().map(show)),
        Ok(Some(
            "(and (Equal name String(\"x\")) (GreaterThan age Integer(5)) (Equal x Null) \
             (In y \"p\" Integer(2)))"
                .to_owned()
        ))
    );
}

/// Texts that resemble filters closely enough to reach most of the grammar.
fn almost_filters() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "name",
        "eq",
        "and",
        "or",
        "not",
        "(",
        ")",
        "'x'",
        "5",
        "null",
        "contains",
        ",",
        "c:c/x",
        "/any(",
        "Microsoft.Dynamics.CRM.In",
        "PropertyName=",
        "[1,'a']",
        "@p",
        " ",
        "'",
        "\"",
        "é",
    ]);
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _any = parse(&text, &ParameterAliases::new());
    }

    #[test]
    fn almost_filters_are_read_or_refused(text in almost_filters()) {
        let _any = parse(&text, &ParameterAliases::new());
    }

    #[test]
    fn any_text_survives_quoting(text in "\\PC{0,20}") {
        let filter = format!("name eq {}", crate::odata::literal::tests::quote(&text));
        let expected = Condition {
            column: ColumnPath::of("name"),
            operator: crate::query::Operator::Equal,
            operands: vec![Operand::Value(text.into())],
        };
        prop_assert_eq!(parse(&filter, &ParameterAliases::new()), Ok(Filter::Condition(expected)));
    }
}

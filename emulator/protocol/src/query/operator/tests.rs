//! The table of operators: complete, and without a name of two meanings.

use std::collections::BTreeSet;

use super::{Operands, Operator, OperatorEntry};

/// Every operator that the documentation of FetchXML lists.
const FETCH_XML: &str = "\
    above begins-with between contain-values ends-with eq eq-businessid eq-or-above eq-or-under eq-userid \
    eq-userlanguage eq-useroruserhierarchy eq-useroruserhierarchyandteams eq-useroruserteams eq-userteams ge gt in \
    in-fiscal-period in-fiscal-period-and-year in-fiscal-year in-or-after-fiscal-period-and-year \
    in-or-before-fiscal-period-and-year last-fiscal-period last-fiscal-year last-month last-seven-days last-week \
    last-x-days last-x-fiscal-periods last-x-fiscal-years last-x-hours last-x-months last-x-weeks last-x-years \
    last-year le like lt ne ne-businessid ne-userid neq next-fiscal-period next-fiscal-year next-month \
    next-seven-days next-week next-x-days next-x-fiscal-periods next-x-fiscal-years next-x-hours next-x-months \
    next-x-weeks next-x-years next-year not-begin-with not-between not-contain-values not-end-with not-in not-like \
    not-null not-under null olderthan-x-days olderthan-x-hours olderthan-x-minutes olderthan-x-months \
    olderthan-x-weeks olderthan-x-years on on-or-after on-or-before this-fiscal-period this-fiscal-year this-month \
    this-week this-year today tomorrow under yesterday";

/// Every query function that the documentation of the Web API lists.
const FUNCTIONS: &str = "\
    Above AboveOrEqual Between Contains ContainValues DoesNotContainValues EqualBusinessId EqualRoleBusinessId \
    EqualUserId EqualUserLanguage EqualUserOrUserHierarchy EqualUserOrUserHierarchyAndTeams EqualUserOrUserTeams \
    EqualUserTeams In InFiscalPeriod InFiscalPeriodAndYear InFiscalYear InOrAfterFiscalPeriodAndYear \
    InOrBeforeFiscalPeriodAndYear Last7Days LastFiscalPeriod LastFiscalYear LastMonth LastWeek LastXDays \
    LastXFiscalPeriods LastXFiscalYears LastXHours LastXMonths LastXWeeks LastXYears LastYear Next7Days \
    NextFiscalPeriod NextFiscalYear NextMonth NextWeek NextXDays NextXFiscalPeriods NextXFiscalYears NextXHours \
    NextXMonths NextXWeeks NextXYears NextYear NotBetween NotEqualBusinessId NotEqualUserId NotIn NotUnder \
    OlderThanXDays OlderThanXHours OlderThanXMinutes OlderThanXMonths OlderThanXWeeks OlderThanXYears On OnOrAfter \
    OnOrBefore ThisFiscalPeriod ThisFiscalYear ThisMonth ThisWeek ThisYear Today Tomorrow Under UnderOrEqual Yesterday";

#[test]
fn every_documented_name_of_fetch_xml_is_in_the_table() {
    let listed: BTreeSet<&str> = FETCH_XML.split_whitespace().collect();
    let known = OperatorEntry::all().flat_map(|entry| entry.fetch_xml.iter().copied());
    assert_eq!(known.collect::<BTreeSet<_>>(), listed);
}

#[test]
fn every_documented_query_function_is_in_the_table() {
    let listed: BTreeSet<&str> = FUNCTIONS.split_whitespace().collect();
    let known = OperatorEntry::all().filter_map(|entry| entry.function);
    assert_eq!(known.collect::<BTreeSet<_>>(), listed);
}

#[test]
fn every_number_of_the_sdk_is_in_the_table_once() {
    let numbers: Vec<i32> = OperatorEntry::all()
        .filter(|entry| entry.operator != Some(Operator::Contains))
        .map(|entry| entry.number)
        .collect();
    assert_eq!(numbers, (0..=89).collect::<Vec<_>>());
}

#[test]
fn no_name_has_two_meanings() {
    let entries: Vec<_> = OperatorEntry::all().collect();
    for entry in &entries {
        let same = |other: &&&OperatorEntry| other.sdk == entry.sdk;
        let count = entries.iter().filter(same).count();
        assert_eq!(
            count,
            if entry.sdk == "Like" { 2 } else { 1 },
            "{}",
            entry.sdk
        );
    }
    assert_eq!(
        OperatorEntry::of_sdk("Like").unwrap().operator,
        Some(Operator::Like)
    );
}

#[test]
fn an_operator_has_its_own_entry() {
    for entry in OperatorEntry::all() {
        if let Some(operator) = entry.operator {
            assert_eq!(operator.entry(), entry);
        }
    }
    assert_eq!(Operator::LastXDays.entry().operands, Operands::One);
}

#[test]
fn only_one_documented_operator_is_not_emulated() {
    let others = OperatorEntry::all().filter(|entry| entry.operator.is_none());
    let names: Vec<_> = others.map(|entry| entry.sdk).collect();
    assert_eq!(names, ["EqualRoleBusinessId"]);
}

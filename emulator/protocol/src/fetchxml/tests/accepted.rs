//! Realistic texts with their queries as snapshots, and tables of single rules.

use super::{of_accounts, only_condition, parse};
use crate::query::{ColumnPath, Columns, Filter, Operand, Operator, OperatorEntry};

/// The name of the snapshot, and the text.
const TEXTS: &[(&str, &str)] = &[
    (
        "background_operations_article",
        r"<fetch version='1.0'  
                                    output-format='xml-platform' 
                                    mapping='logical'>
                                <entity name='account'>
                                    <attribute name='accountid'/>
                                    <attribute name='name'/>  
                                </entity>
                            </fetch>",
    ),
    (
        "advanced_find_download",
        r#"<fetch version="1.0" output-format="xml-platform" mapping="logical" savedqueryid="00000000-0000-0000-00aa-000010001002" no-lock="false" distinct="true">
  <entity name="account">
    <attribute name="name"/>
    <attribute name="primarycontactid"/>
    <order attribute="name" descending="false"/>
    <filter type="and">
      <condition attribute="statecode" operator="eq" value="0"/>
      <condition attribute="ownerid" operator="eq-userid"/>
      <condition attribute="primarycontactid" operator="eq" uiname="Rene Valdes" uitype="contact" value="{6BDB6E30-D2FE-E911-A812-000D3A5A1CF8}"/>
    </filter>
    <link-entity name="contact" from="contactid" to="primarycontactid" visible="false" link-type="outer" alias="primary">
      <attribute name="emailaddress1"/>
    </link-entity>
  </entity>
</fetch>"#,
    ),
    (
        "failed_operations_of_a_week",
        r#"<fetch count="50" page="2" returntotalrecordcount="true">
  <entity name="backgroundoperation">
    <attribute name="name"/>
    <attribute name="errorcode"/>
    <attribute name="errormessage"/>
    <order attribute="createdon" descending="true"/>
    <filter>
      <condition attribute="backgroundoperationstatuscode" operator="in">
        <value>31</value>
        <value>32</value>
      </condition>
      <condition attribute="createdon" operator="last-x-days" value="7"/>
    </filter>
  </entity>
</fetch>"#,
    ),
    (
        "nested_filters",
        r#"<fetch><entity name="contact"><all-attributes/>
  <filter type="or">
    <condition attribute="lastname" operator="begins-with" value="O&apos;Hara &amp; "/>
    <filter type="and">
      <condition attribute="creditlimit" operator="between"><value>1000</value><value>5000.50</value></condition>
      <condition attribute="birthdate" operator="on-or-before" value="1990-12-31"/>
      <filter type="or">
        <condition attribute="emailaddress1" operator="null"/>
        <condition attribute="emailaddress1" operator="not-like" value="%@example.com"/>
      </filter>
    </filter>
  </filter>
</entity></fetch>"#,
    ),
    (
        "two_filters_side_by_side",
        r#"<fetch><entity name="account"><attribute name="name"/>
  <filter><condition attribute="revenue" operator="gt" value="1"/></filter>
  <filter type="or"><condition attribute="name" operator="eq" value=""/></filter>
</entity></fetch>"#,
    ),
    (
        "condition_on_a_linked_table",
        r#"<fetch><entity name="account"><attribute name="name"/>
  <filter type="and">
    <condition entityname="noteslink" attribute="annotationid" operator="null"/>
  </filter>
  <link-entity name="annotation" from="objectid" to="accountid" link-type="outer" alias="noteslink"/>
</entity></fetch>"#,
    ),
    (
        "column_compared_with_a_linked_column",
        r#"<fetch><entity name="contact"><attribute name="fullname"/>
  <filter>
    <condition attribute="fullname" operator="eq" valueof="acct.name"/>
    <condition attribute="createdon" operator="lt" valueof="modifiedon"/>
  </filter>
  <link-entity name="account" from="accountid" to="parentcustomerid" link-type="outer" alias="acct">
    <attribute name="name"/>
  </link-entity>
</entity></fetch>"#,
    ),
    (
        "nested_links_without_aliases",
        r#"<fetch><entity name="systemuser"><attribute name="fullname"/>
  <order entityname="role" attribute="name"/>
  <order attribute="fullname"/>
  <link-entity name="systemuserroles" from="systemuserid" to="systemuserid" intersect="true">
    <link-entity name="role" from="roleid" to="roleid">
      <attribute name="name"/>
      <order attribute="modifiedon" descending="true"/>
      <filter><condition attribute="name" operator="eq" value="System Administrator"/></filter>
    </link-entity>
  </link-entity>
</entity></fetch>"#,
    ),
    (
        "aggregate_over_groups",
        r#"<fetch aggregate="true">
  <entity name="account">
    <attribute name="accountid" alias="rows" aggregate="count"/>
    <attribute name="revenue" alias="total" aggregate="sum"/>
    <attribute name="revenue" alias="average" aggregate="avg"/>
    <attribute name="primarycontactid" alias="contacts" aggregate="countcolumn" distinct="true"/>
    <attribute name="industrycode" alias="industry" groupby="true"/>
    <order alias="total" descending="true"/>
    <link-entity name="systemuser" from="systemuserid" to="ownerid" alias="owner">
      <attribute name="businessunitid" alias="unit" groupby="true"/>
      <filter><condition attribute="isdisabled" operator="eq" value="0"/></filter>
    </link-entity>
  </entity>
</fetch>"#,
    ),
    (
        "paging_cookie",
        r#"<fetch count="3" page="2" paging-cookie="&lt;cookie page=&quot;1&quot;&gt;&lt;accountid last=&quot;{A}&quot; first=&quot;{B}&quot; /&gt;&lt;/cookie&gt;"><entity name="account"><attribute name="name"/></entity></fetch>"#,
    ),
    (
        "top_with_prolog_comment_and_cdata",
        r#"<?xml version="1.0" encoding="utf-8"?>
<!-- the newest -->
<fetch top="1" xmlns:generator="Example" latematerialize="true" options="ForceOrder" datasource="default" useraworderby="1" nosuch="1">
  <entity name="account"><no-attrs/>
    <filter><condition attribute="name" operator="in"><value><![CDATA[a<b]]> &#x263A;</value></condition></filter>
  </entity>
</fetch>"#,
    ),
    (
        "parts_of_dates",
        r#"<fetch aggregate="true" aggregatelimit="100">
  <entity name="account">
    <attribute name="createdon" alias="year" groupby="true" dategrouping="year"/>
    <attribute name="createdon" alias="period" groupby="true" dategrouping="fiscal-period" usertimezone="false"/>
    <attribute name="accountid" alias="rows" aggregate="count" default="0"/>
    <order alias="year"/>
  </entity>
</fetch>"#,
    ),
    (
        "columns_under_other_names",
        r#"<fetch>
  <entity name="account">
    <attribute name="name" alias="title"/>
    <attribute name="accountnumber"/>
    <attribute name="accountnumber"/>
    <link-entity name="contact" from="contactid" to="primarycontactid" alias="c" link-type="matchfirstrowusingcrossapply">
      <attribute name="fullname" alias="person"/>
    </link-entity>
  </entity>
</fetch>"#,
    ),
    (
        "links_that_only_test_for_rows",
        r#"<fetch>
  <entity name="contact">
    <attribute name="fullname"/>
    <link-entity name="account" from="primarycontactid" to="contactid" link-type="exists"/>
    <filter type="or">
      <condition attribute="statecode" operator="eq" value="1"/>
      <link-entity name="account" from="primarycontactid" to="contactid" link-type="not any" alias="a">
        <filter>
          <condition entityname="a" attribute="name" operator="eq" value="Contoso"/>
          <link-entity name="task" from="regardingobjectid" to="accountid" link-type="any"/>
        </filter>
      </link-entity>
      <link-entity name="account" from="primarycontactid" to="contactid" link-type="all">
        <filter><condition attribute="name" operator="eq" value="Contoso"/></filter>
      </link-entity>
    </filter>
  </entity>
</fetch>"#,
    ),
    (
        "everything_of_a_table",
        r"<fetch mapping='logical'><entity name='team'/></fetch>",
    ),
];

#[test]
fn realistic_texts_become_these_queries() {
    for (name, text) in TEXTS {
        let query = parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        insta::with_settings!({description => *text, omit_expression => true}, {
            insta::assert_debug_snapshot!(*name, query);
        });
    }
}

#[test]
fn every_operator_is_read_with_its_values() {
    for entry in OperatorEntry::all() {
        for word in entry.fetch_xml {
            let query = of_accounts(&format!(
                "<filter><condition attribute='x' operator='{word}'><value>a</value><value>b</value></condition></filter>"
            ))
            .unwrap_or_else(|error| panic!("{word}: {error}"));
            let condition = only_condition(&query.filter);
            assert_eq!(Some(condition.operator), entry.operator, "{word}");
            assert_eq!(condition.operands.len(), 2, "{word}");
        }
    }
}

#[test]
fn a_value_reads_the_same_as_attribute_and_as_element() {
    let attribute = "<condition attribute='x' operator='eq' value='1 &lt; 2'/>";
    let element = "<condition attribute='x' operator='eq'><value>1 &lt; 2</value></condition>";
    for condition in [attribute, element] {
        let query = of_accounts(&format!("<filter>{condition}</filter>")).expect("it is valid");
        assert_eq!(
            only_condition(&query.filter).operands,
            [Operand::Text("1 < 2".to_owned())]
        );
    }
}

#[test]
fn a_value_beside_value_elements_is_ignored() {
    for value in ["", "1"] {
        let condition = format!(
            "<condition attribute='x' operator='not-in' value='{value}'><value>2</value></condition>"
        );
        let query = of_accounts(&format!("<filter>{condition}</filter>")).expect("it is valid");
        assert_eq!(
            only_condition(&query.filter).operands,
            [Operand::Text("2".to_owned())]
        );
    }
}

#[test]
fn an_empty_filter_is_kept_as_it_was_written() {
    for (filter, expected) in [
        ("", Filter::everything()),
        ("<filter/>", Filter::And(vec![])),
        ("<filter type='or'></filter>", Filter::Or(vec![])),
    ] {
        assert_eq!(of_accounts(filter).expect("it is valid").filter, expected);
    }
}

#[test]
fn a_table_that_names_no_columns_returns_all_and_a_link_none() {
    let link = "<link-entity name='contact' from='a' to='b'/>";
    let query = of_accounts(link).expect("it is valid");
    assert_eq!(query.columns, Columns::All);
    assert_eq!(query.links[0].columns, None);

    let all = "<link-entity name='contact' from='a' to='b'><all-attributes/></link-entity>";
    let query = of_accounts(all).expect("it is valid");
    assert_eq!(query.links[0].columns, Some(Columns::All));
}

#[test]
fn a_generated_alias_steps_aside_for_a_written_one() {
    let query = of_accounts(
        "<link-entity name='contact' from='a' to='b'/>
         <link-entity name='contact' from='a' to='b'/>
         <link-entity name='task' from='a' to='b' alias='contact1'/>",
    )
    .expect("it is valid");
    let aliases: Vec<_> = query
        .links
        .iter()
        .map(|link| link.alias.as_deref())
        .collect();
    assert_eq!(
        aliases,
        [Some("contact2"), Some("contact3"), Some("contact1")]
    );
}

#[test]
fn a_condition_in_a_link_may_name_its_own_link() {
    let query = of_accounts(
        "<link-entity name='contact' from='a' to='b' alias='c'>
           <filter><condition entityname='c' attribute='x' operator='gt' valueof='c.y'/></filter>
         </link-entity>",
    )
    .expect("it is valid");
    let condition = only_condition(&query.links[0].filter);
    assert_eq!(condition.column, ColumnPath::of("x"));
    assert_eq!(condition.operator, Operator::GreaterThan);
    assert_eq!(condition.operands, [Operand::Column(ColumnPath::of("y"))]);
}

#[test]
fn zero_for_page_and_count_says_nothing() {
    let query = parse("<fetch page='0' count='0' top='3'><entity name='account'/></fetch>")
        .expect("it is valid");
    assert_eq!((query.page.number, query.page.size), (None, None));
    assert_eq!(query.page.top, Some(3));
}

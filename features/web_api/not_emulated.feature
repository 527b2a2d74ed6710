Feature: What is not emulated, and what does not exist
  A name that Dataverse has and the emulator has not is refused by name, with 501 and a code of the emulator's own, in
  every place where a client can write it. A name that Dataverse does not have answers as it does there, and the journal
  suggests the nearest known one. Nothing that a client asks for is ignored without a word.

  @WA-190 @alone
  Scenario Outline: A name at the root of the Web API
    When a client sends
      """
      <request>
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" equals <message>

    Examples:
      | request                                                                                                  | message                                              |
      | GET /api/data/v9.2/ManagedPropertyDefinitions                                                          | The metadata set 'ManagedPropertyDefinitions' is not emulated. |
      | POST /api/data/v9.2/CloneAsPatch                                                                         | The message 'CloneAsPatch' is not emulated.          |
      | GET /api/data/v9.2/ExecuteCosmosSqlQuery(QueryText=@p1)?@p1='select 1'                                    | The message 'ExecuteCosmosSqlQuery' is not emulated. |
      | GET /api/data/v9.2/invoices                                                                              | The table 'invoice' is not emulated.                 |
      | PATCH /api/data/v9.2/quotes(acc00000-0000-4000-8000-000000000001)                                        | The table 'quote' is not emulated.                   |
      | POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.BulkRetain                                           | The message 'BulkRetain' is not emulated.            |
      | GET /api/data/v9.2/accounts(acc00000-0000-4000-8000-000000000001)/Microsoft.Dynamics.CRM.Merge           | The message 'Merge' is not emulated.                 |
      | GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name='account'><link-entity name='invoice' from='parentaccountid' to='accountid'/></entity></fetch> | The table 'invoice' is not emulated. |

  @WA-190 @alone
  Scenario Outline: A table that is not emulated in a body
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name": "Contoso", "<property>": "<row>"}
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" contains "<text>"

    Examples:
      | property                    | row                                          | status | code                   | text                              |
      | primarycontactid@odata.bind | /invoices(c0000000-0000-4000-8000-000000000001) | 501    | emulator:not_emulated  | The table 'invoice' is not emulated. |
      | primarycontactid@odata.bind | /invoises(c0000000-0000-4000-8000-000000000001) | 400    | 0x80048d19             | segment 'invoises'                   |

  @WA-190 @alone
  Scenario Outline: A column or a navigation property of a table
    When a client sends
      """
      <request>
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" equals The property '<property>' of the table 'account' is not emulated.

    Examples:
      | request                                                                             | property                      |
      | GET /api/data/v9.2/accounts?$select=name,marketcap                           | marketcap              |
      | GET /api/data/v9.2/accounts?$filter=_transactioncurrencyid_value eq null            | transactioncurrencyid         |
      | GET /api/data/v9.2/accounts?$expand=Account_Faxes($select=subject)                  | Account_Faxes                 |
      | GET /api/data/v9.2/accounts?$filter=quote_customer_accounts/any(q:q/name eq 'x')    | quote_customer_accounts       |
      | GET /api/data/v9.2/accounts(acc00000-0000-4000-8000-000000000001)/Account_Faxes     | Account_Faxes                 |
      | POST /api/data/v9.2/accounts\n\n{"marketcap":1}                              | marketcap              |
      | POST /api/data/v9.2/accounts\n\n{"transactioncurrencyid@odata.bind":null}           | transactioncurrencyid         |
      | GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name='account'><attribute name='marketcap'/></entity></fetch> | marketcap |

  @WA-190 @BA-002 @alone
  Scenario: A name in the parts of a batch
    When a client sends a batch with the preference "odata.continue-on-error" of
      """
      GET /api/data/v9.2/ManagedPropertyDefinitions
      ---
      GET invoices
      """
    Then the status is 200
    And the batch is answered with
      | part | status |
      | 1    | 501    |
      | 2    | 501    |
    When the client reads part "1"
    Then "/error/message" equals The metadata set 'ManagedPropertyDefinitions' is not emulated.
    When the client reads part "2"
    Then "/error/message" equals The table 'invoice' is not emulated.

  @WA-191
  Scenario Outline: A name that does not exist is unknown, and the journal suggests the nearest
    When a client sends
      """
      GET /api/data/v9.2/<path>
      """
    Then the status is 404
    And "/error/message" equals Resource not found for the segment '<segment>'.
    When a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then "/entries/0/didYouMean" equals <suggestion>

    Examples:
      | path                                                   | segment                              | suggestion                           |
      | acounts                                                | acounts                              | accounts                             |
      | account                                                | account                              | accounts                             |
      | EntityDefinition                                       | EntityDefinition                     | EntityDefinitions                    |
      | whoami                                                 | whoami                               | WhoAmI                               |
      | $metdata                                               | $metdata                             | $metadata                            |
      | sample_CleanupExportedDataAnotations                   | sample_CleanupExportedDataAnotations | sample_CleanupExportedDataAnnotations |
      | accounts(acc00000-0000-4000-8000-000000000001)/nane    | nane                                 | name                                 |
      | accounts/Microsoft.Dynamics.CRM.CreateMultipel         | Microsoft.Dynamics.CRM.CreateMultipel | Microsoft.Dynamics.CRM.CreateMultiple |

  @WA-191
  Scenario: The journal suggests nothing where no name is near
    When a client sends
      """
      GET /api/data/v9.2/contoso_nothings
      """
    Then the status is 404
    When a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then "/entries/0/didYouMean" is absent

  @WA-192 @alone
  Scenario Outline: What would change the answer and is not emulated is refused
    When a client sends
      """
      GET /api/data/v9.2/accounts<query>
      <header>
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" equals <message>

    Examples:
      | query                       | header                              | message                                                 |
      | ?sql=SELECT name FROM account | Accept: application/json          | The query option 'sql' is not emulated.                 |

  @WA-192 @alone
  Scenario Outline: A service beside the Web API that is not emulated is refused: <path>
    When a client sends
      """
      POST <path>

      {"search":"fourth"}
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" equals The service '<service>' is not emulated.

    Examples:
      | path                                  | service                               |
      | /api/search/v1.0/query                | /api/search                           |
      | /api/search/v2.0/suggest              | /api/search                           |
      | /api/discovery/v2.0/Instances         | /api/discovery                        |
      | /XRMServices/2011/Discovery.svc       | /XRMServices/2011/Discovery.svc       |

  @WA-193 @WA-070
  Scenario Outline: A query option that Dataverse does not have is refused
    Given the rule "unknown_query_option" is "reject"
    When a client sends
      """
      GET /api/data/v9.2/<path>
      """
    Then the status is 400
    And "/error/code" equals "0x80060888"
    And "/error/message" equals The query parameter <option> is not supported

    Examples:
      | path                                                                  | option      |
      | accounts?utm_source=FetchXMLBuilder                                   | utm_source  |
      | accounts?api-version=9.2                                              | api-version |
      | accounts?$fetchXml=x                                                  | $fetchXml   |
      | accounts?$format=json                                                 | $format     |
      | accounts?$search=x                                                    | $search     |
      | accounts(acc00000-0000-4000-8000-000000000001)?$select=name&debug=1   | debug       |
      | WhoAmI?debug=1                                                        | debug       |

  @WA-193
  Scenario: Under a rule it has no effect, and the journal says so
    Given the rule "unknown_query_option" is "ignore"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&utm_source=x
      """
    Then the status is 200
    When a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then "/entries/0/ignored/0" equals the query option 'utm_source'

  @WA-194
  Scenario Outline: What has no effect on a request stands in the journal
    Given the rule "without_effect" is "note"
    When a client sends
      """
      <method> /api/data/v9.2/accounts<path>
      <header>

      <body>
      """
    Then the status is <status>
    When a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then "/entries/0/ignored" has <count> items
    And "/entries/0/ignored/0" equals <what>

    Examples:
      | method | path                                                  | header                                              | body         | status | count | what                                         |
      | PATCH  | (acc00000-0000-4000-8000-000000000001)?$expand=owninguser | Prefer: return=representation                   | {"name":"A"} | 200    | 1     | the query option '$expand'                   |
      | GET    | (acc00000-0000-4000-8000-000000000001)?$filter=name eq 'x' | Accept: application/json                       |              | 200    | 1     | the query option '$filter'                   |
      | GET    | /$count?$top=1                                        | Accept: application/json                            |              | 200    | 1     | the query option '$top'                      |
      | GET    |                                                       | Prefer: odata.allow-entityreferences, wait=5        |              | 200    | 2     | the preference 'odata.allow-entityreferences' |
      | GET    |                                                       | Prefer: handling=strict                             |              | 200    | 1     | the preference 'handling'                    |
      | GET    |                                                       | Prefer: contoso.depth=2                             |              | 200    | 1     | the preference 'contoso.depth'               |
      | GET    |                                                       | Prefer: maxpagesize=many                            |              | 200    | 1     | the preference 'maxpagesize'                 |
      | GET    |                                                       | Prefer: return=representation                       |              | 200    | 1     | the preference 'return'                      |
      | GET    |                                                       | Prefer: respond-async                               |              | 200    | 1     | the preference 'respond-async'               |
      | POST   |                                                       | MSCRM.SuppressDuplicateDetection: false             | {"name":"A"} | 204    | 1     | the header 'mscrm.suppressduplicatedetection' |
      | POST   |                                                       | MSCRM.MergeLabels: true                             | {"name":"A"} | 204    | 1     | the header 'mscrm.mergelabels'               |
      | GET    |                                                       | If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT    |              | 200    | 1     | the header 'if-modified-since'               |
      | GET    |                                                       | OData-MaxVersion: 3.0                               |              | 200    | 1     | the header 'odata-maxversion'                |
      | GET    |                                                       | Accept: application/json;odata.metadata=full        |              | 200    | 1     | the header 'accept'                          |

  @WA-194
  Scenario Outline: Under a rule it is refused
    Given the rule "without_effect" is "refuse"
    When a client sends
      """
      GET /api/data/v9.2/accounts(acc00000-0000-4000-8000-000000000001)<query>
      <header>
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" equals An effect of <what> on this request is not emulated.

    Examples:
      | query             | header                               | what                       |
      | ?$orderby=name    | Accept: application/json             | the query option '$orderby' |
      |                   | Prefer: handling=strict              | the preference 'handling'  |
      |                   | MSCRM.MergeLabels: true              | the header 'mscrm.mergelabels' |

  # What clients and libraries send with every request.
  @WA-194 @WA-005
  Scenario Outline: What clients always send is accepted, and there is nothing to note
    Given the rule "without_effect" is "refuse"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      <header>
      """
    Then the status is 200
    When a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then "/entries/0/ignored" is absent

    Examples:
      | header                                                                        |
      | Prefer: odata.include-annotations="*", odata.maxpagesize=5000                 |
      | OData-MaxVersion: 4.0                                                         |
      | OData-Version: 4.0                                                            |
      | If-None-Match: null                                                           |
      | Accept: application/json; odata.metadata=minimal                              |
      | Consistency: Strong                                                           |
      | x-ms-client-request-id: 11111111-0000-4000-8000-000000000001                  |
      | x-ms-client-session-id: 11111111-0000-4000-8000-000000000001                  |
      | MSCRM.SuppressDuplicateDetection: true                                        |
      | MSCRM.BypassCustomPluginExecution: true                                       |
      | User-Agent: contoso/1.0                                                       |
      | Accept-Language: en-US                                                        |

@emulator @handlers @no-samples
Feature: Requests of a handler over both endpoints and for another user
  A request with a handler's token runs as the step's user and joins the unit of work, over the Web API and the SDK.

  Background:
    Given these rows of "pluginassemblies"
      | as       | name    | version | culture | publickeytoken   | content |
      | assembly | Contoso | 1.0.0.0 | neutral | 927f986a04c54a2f | TVo=    |
    And these rows of "plugintypes"
      | as   | typename        | friendlyname | pluginassemblyid@odata.bind   |
      | type | Contoso.Handler | Handler      | /pluginassemblies({assembly}) |
    And the plug-in type "Contoso.Handler" is handled by "doors.py"

  @PL-0D0 @SO-004
  Scenario Outline: Over both endpoints a request runs as the step's user, one level deeper, with the same correlation id
    Given the user "Other" with {"roles": ["System Administrator"]}
    And these processing steps
      | on             | stage         | for   | plugintypeid@odata.bind | does                                                                                        |
      | Create account | PreOperation  |       |                         | [{"set":{"description":"{{correlation}}"}}]                                                 |
      | Create account | PostOperation | other | /plugintypes({type})    | {"door":"<door>","name":"Joined & made"}                                                    |
      | Create contact | PreOperation  |       |                         | [{"set":{"jobtitle":"{{depth}} {{parent.parent.message}}","department":"{{correlation}}"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=description
      """
    Then "/value/0/description" is remembered as "correlation"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle,department,_createdby_value,_createdonbehalfby_value
      """
    Then the rows are
      | lastname      | jobtitle | department    | _createdby_value | _createdonbehalfby_value |
      | Joined & made | 2 Create | {correlation} | {other}          | null                     |

    Examples:
      | door |
      | web  |
      | sdk  |

  @PL-035
  Scenario Outline: Over both endpoints a request is rolled back with the unit of work
    Given these processing steps
      | on             | stage   | plugintypeid@odata.bind | does                                           |
      | Create account | <stage> | /plugintypes({type})    | {"door":"<door>","name":"Joined","fault":true} |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And "/error/message" equals Not this one.
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items

    Examples:
      | door | stage         |
      | web  | PreOperation  |
      | web  | PostOperation |
      | sdk  | PreOperation  |
      | sdk  | PostOperation |

  @IM-001 @IM-002
  Scenario Outline: A handler impersonates another user
    Given the user "Ada" with {"roles": ["Basic User"]}
    And the user "Other" with {"roles": ["Basic User", "Delegate"], "privileges": {"prvCreateContact": "Global"}}
    And these processing steps
      | on             | stage         | for   | plugintypeid@odata.bind | does                                                |
      | Create account | PostOperation | other | /plugintypes({type})    | {"door":"<door>","name":"For Ada","caller":"{ada}"} |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,_createdby_value,_ownerid_value,_createdonbehalfby_value
      """
    Then the rows are
      | lastname | _createdby_value | _ownerid_value | _createdonbehalfby_value |
      | For Ada  | {ada}            | {ada}          | {other}                  |

    Examples:
      | door |
      | web  |
      | sdk  |

  @IM-001 @IM-004 @PV-022 @PV-025 @PV-027
  Scenario Outline: A handler that impersonates a user without permission is refused, and a failure is rolled back
    Given the user "Ada" with {"roles": ["Basic User"]}
    And the user "Gone" with {"roles": ["Basic User"], "disabled": true}
    And the user "Other" with {"roles": ["Basic User"<role>]}
    And these processing steps
      | on             | stage         | for   | plugintypeid@odata.bind | does                                                      |
      | Create account | PostOperation | other | /plugintypes({type})    | {"door":"<door>","name":"For another","caller":"<user>"} |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And "/error/message" contains "Refused with <status>: "
    And "/error/message" contains "<why>"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items

    Examples:
      | door | role         | user                                 | status | why                                                                      |
      | web  |              | {ada}                                | 403    | is missing prvActOnBehalfOfAnotherUser                                   |
      | sdk  |              | {ada}                                | 500    | is missing prvActOnBehalfOfAnotherUser                                   |
      | web  | , "Delegate" | {gone}                               | 403    | The specified user is disabled.                                          |
      | sdk  | , "Delegate" | {gone}                               | 500    | The specified user is disabled.                                          |
      | web  | , "Delegate" | 05e70000-0000-4000-8000-0000000000ff | 404    | systemuser With Id = 05e70000-0000-4000-8000-0000000000ff Does Not Exist |
      | sdk  | , "Delegate" | 05e70000-0000-4000-8000-0000000000ff | 500    | systemuser With Id = 05e70000-0000-4000-8000-0000000000ff Does Not Exist |

  @PV-007 @PV-010
  Scenario Outline: A handler whose user lacks a privilege is refused and may go on
    Given the user "Other" with {"privileges": {"prvReadAccount": "Global"}}
    And these processing steps
      | on             | stage         | for   | plugintypeid@odata.bind | does                                         |
      | Create account | PostOperation | other | /plugintypes({type})    | {"door":"<door>","name":"Not allowed"<then>} |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has <accounts> items

    Examples:
      | door | then            | status | accounts |
      | web  |                 | 400    | 0        |
      | sdk  |                 | 400    | 0        |
      | web  | ,"despite":true | 204    | 1        |
      | sdk  | ,"despite":true | 204    | 1        |

  @IM-002
  Scenario: Requests of a handler keep the user on whose behalf the client acts
    Given the user "Ada" with {"roles": ["Basic User"]}
    And these processing steps
      | on             | stage         | plugintypeid@odata.bind | does                           |
      | Create account | PostOperation | /plugintypes({type})    | {"door":"web","name":"Inside"} |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      MSCRMCallerID: {ada}

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,_createdby_value,_createdonbehalfby_value
      """
    Then the rows are
      | lastname | _createdby_value | _createdonbehalfby_value             |
      | Inside   | {ada}            | 05e70000-0000-4000-8000-000000000001 |

  @CA-028
  Scenario Outline: A private custom API cannot be called by plug-ins
    Given the custom API "sample_Hidden"
    And a client has sent
      """
      PATCH /api/data/v9.2/customapis({custom api})
      If-Match: *

      {"isprivate":<private>}
      """
    And these processing steps
      | on             | stage         | plugintypeid@odata.bind | does                                     |
      | Create account | PostOperation | /plugintypes({type})    | sample_Hidden                            |
      | Create contact | PostOperation |                         | [{"submit":{"message":"sample_Hidden"}}] |
    And the plug-in type "Contoso.Handler" is handled by "call.py"
    When a client sends
      """
      POST /api/data/v9.2/sample_Hidden

      {}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is <status>
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Contoso"}
      """
    Then the status is <submit>
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name
      """
    Then "value" has <left> items
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has <left> items

    Examples:
      | private | status | submit | left |
      | true    | 405    | 405    | 0    |
      | false   | 204    | 204    | 1    |

  @CA-028 @CA-029
  Scenario Outline: A private custom API can be called by clients that have its privilege
    Given the custom API "sample_Hidden"
    And a client has sent
      """
      PATCH /api/data/v9.2/customapis({custom api})
      If-Match: *

      {"isprivate":true,"executeprivilegename":<privilege>}
      """
    And the user "Ada" with {"roles": ["Delegate"]}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/sample_Hidden

      {}
      """
    Then the status is <status>

    Examples:
      | privilege          | status |
      | null               | 204    |
      | "prvCreateAccount" | 403    |

  @BG-095
  Scenario Outline: Requests of a handler share the time limit of the request
    Given these rows of "plugintypes"
      | as     | typename       | friendlyname | pluginassemblyid@odata.bind   |
      | nested | Contoso.Nested | Nested       | /pluginassemblies({assembly}) |
    And these processing steps
      | on             | stage         | mode        | plugintypeid@odata.bind |
      | Create contact | PostOperation | <mode>      | /plugintypes({type})    |
      | Create account | PreOperation  | synchronous | /plugintypes({nested})  |
    And the plug-in type "Contoso.Handler" is handled by "wait.py"
    And the plug-in type "Contoso.Nested" is handled by "until.py"
    And a client has sent
      """
      PUT /_emulator/v1/sinks/gate

      {"delay":"PT90S"}
      """
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Contoso"}
      """
    And request 1 arrives at the sink "gate"
    And the clock advances by "PT90S"
    And the answer arrives
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,description
      """
    Then the rows are
      | name   | description          |
      | Nested | 2026-01-02T03:06:05Z |

    Examples:
      | mode         |
      | synchronous  |
      | asynchronous |

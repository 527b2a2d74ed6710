@alone
Feature: Impersonation
  A user with the privilege to act on behalf of others names another user; the request runs as that user and keeps both.

  Background:
    Given the user "Ada" with {"roles": ["Basic User"]}

  @IM-002 @PV-020
  Scenario Outline: A request runs as the user that a header names
    When a client sends
      """
      POST /api/data/v9.2/contacts
      <header>: {<named>}

      {"lastname": "For Ada"}
      """
    Then the status is 204
    And the id of the new row is remembered as "row"
    When a client sends
      """
      GET /api/data/v9.2/contacts({row})
      """
    Then "_createdby_value" equals {ada}
    And "_ownerid_value" equals {ada}
    And "_createdonbehalfby_value" equals 05e70000-0000-4000-8000-000000000001
    And "_modifiedonbehalfby_value" equals 05e70000-0000-4000-8000-000000000001
    When a client sends
      """
      PATCH /api/data/v9.2/contacts({row})
      If-Match: *

      {"lastname": "By itself"}
      """
    And a client sends
      """
      GET /api/data/v9.2/contacts({row})
      """
    Then "_modifiedby_value" equals 05e70000-0000-4000-8000-000000000001
    And "_modifiedonbehalfby_value" is null
    And "_createdonbehalfby_value" equals 05e70000-0000-4000-8000-000000000001

    Examples:
      | header         | named      |
      | MSCRMCallerID  | ada        |
      | CallerObjectId | ada object |

  @IM-002 @SO-004
  Scenario Outline: A request runs as the user that a SOAP header names
    When the SDK executes WhoAmI with
      | <header> | header | {<named>} |
    Then "/ExecuteResponse/ExecuteResult/Results/UserId" equals {ada}

    Examples:
      | header         | named      |
      | CallerId       | ada        |
      | CallerObjectId | ada object |

  @IM-005 @BG-046
  Scenario: A background operation runs as the user it was submitted for
    Given the user "Ada" with {"roles": ["Basic User"], "privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global"}}
    When a client sends
      """
      POST /api/data/v9.2/sample_CleanupExportedDataAnnotations
      Prefer: respond-async
      MSCRMCallerID: {ada}

      {}
      """
    Then the status is 202
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "operation"
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})
      """
    Then "runas" equals {ada}
    And "_createdby_value" equals {ada}
    And "_createdonbehalfby_value" equals 05e70000-0000-4000-8000-000000000001
    When a client sends
      """
      GET /api/backgroundoperation/{operation}
      MSCRMCallerID: {ada}
      """
    Then the status is 200

  @IM-002 @IM-005
  Scenario Outline: Everything that a request causes keeps the user who acted on behalf of another
    Given the user "Ada" with {"roles": ["Basic User"], "privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global"}}
    And the custom API "sample_Worked" that takes all steps
    And these processing steps
      | on            | stage   | mode   | does                                                             |
      | sample_Worked | <stage> | <mode> | [{"create":{"table":"contact","row":{"lastname":"By the way"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/sample_Worked
      MSCRMCallerID: {ada}
      <header>

      {}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=_createdby_value,_ownerid_value,_createdonbehalfby_value,_modifiedonbehalfby_value&$filter=lastname eq 'By the way'
      """
    Then the rows are
      | _createdby_value | _ownerid_value | _createdonbehalfby_value             | _modifiedonbehalfby_value            |
      | {ada}            | {ada}          | 05e70000-0000-4000-8000-000000000001 | 05e70000-0000-4000-8000-000000000001 |
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=_createdby_value,_createdonbehalfby_value
      """
    Then "value" has <jobs> items

    Examples:
      | stage         | mode         | header                 | jobs |
      | PreValidation | synchronous  | Prefer: return=minimal | 0    |
      | PreOperation  | synchronous  | Prefer: return=minimal | 0    |
      | PostOperation | asynchronous | Prefer: return=minimal | 1    |
      | PreOperation  | synchronous  | Prefer: respond-async  | 0    |
      | PostOperation | synchronous  | Prefer: respond-async  | 0    |
      | PostOperation | asynchronous | Prefer: respond-async  | 1    |

  @IM-002
  Scenario: A system job has its owner and the user who acted on the owner's behalf
    Given these processing steps
      | on             | stage         | mode         | does |
      | Create contact | PostOperation | asynchronous | []   |
    When a client sends
      """
      POST /api/data/v9.2/contacts
      MSCRMCallerID: {ada}

      {"lastname": "For Ada"}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,_createdby_value,_createdonbehalfby_value
      """
    Then the rows are
      | statuscode | _createdby_value | _createdonbehalfby_value             |
      | 30         | {ada}            | 05e70000-0000-4000-8000-000000000001 |

  @IM-001 @IM-005
  Scenario: In the background impersonation takes the privileges of both users, as it does synchronously
    Given the user "Bob" with {"roles": ["Delegate"], "privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global"}}
    And the user "Ada" with {"roles": ["Basic User"], "privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global"}}
    And the custom API "sample_Worked" that takes all steps
    And these processing steps
      | on            | stage        | does                                                             |
      | sample_Worked | PreOperation | [{"create":{"table":"contact","row":{"lastname":"By the way"}}}] |
    And the rule "max_retries" is "0"
    And the client is "Bob"
    When a client sends
      """
      POST /api/data/v9.2/sample_Worked
      MSCRMCallerID: {ada}

      {}
      """
    Then the status is 403
    And "/error/message" contains "is missing prvCreateContact privilege"
    When a client sends
      """
      POST /api/data/v9.2/sample_Worked
      MSCRMCallerID: {ada}
      Prefer: respond-async

      {}
      """
    Then the status is 202
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "operation"
    Given the client is the administrator
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=errorcode,errormessage
      """
    Then "errorcode" equals -2147220960
    And "errormessage" contains "is missing prvCreateContact privilege"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$filter=lastname eq 'By the way'
      """
    Then "value" has 0 items

  @PV-024
  Scenario Outline: Impersonating oneself is no impersonation
    Given the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/contacts
      <header>: {<named>}

      {"lastname": "Own"}
      """
    Then the status is 204
    And the id of the new row is remembered as "row"
    When a client sends
      """
      GET /api/data/v9.2/contacts({row})
      """
    Then "_createdby_value" equals {ada}
    And "_createdonbehalfby_value" is null

    Examples:
      | header         | named      |
      | MSCRMCallerID  | ada        |
      | CallerObjectId | ada object |

  @IM-001 @IM-003 @PV-020 @PV-022
  Scenario Outline: Impersonation takes a privilege
    Given the rule "impersonation_refusal" is "<rule>"
    And the user "Bob" with {"roles": ["Basic User"]}
    And the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      MSCRMCallerID: {ada}
      """
    Then the status is 403
    And "/error/code" equals <code>
    And "/error/message" contains "<text>"
    When a client sends
      """
      GET /api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088
      CallerObjectId: {ada object}
      """
    Then the status is 403
    And "/error/code" equals <code>

    Examples:
      | rule                 | code       | text                                                                                                            |
      | privilege_denied     | 0x80040220 | is missing prvActOnBehalfOfAnotherUser privilege (Id=ae5c41f0-e823-4cb9-b25a-8ef020201973). context.Caller=      |
      | cannot_act_on_behalf | 0x8004a110 | User does not have the privilege to act on behalf another user.                                                 |

  @IM-001 @IM-004
  Scenario Outline: A refused impersonation writes, submits and cancels nothing
    Given the user "Ada" with {"roles": ["Basic User"], "disabled": <disabled>}
    And "sample_CleanupExportedDataAnnotations" waits to be started
    And "sample_CleanupExportedDataAnnotations" is submitted
    And the user "Bob" with {"roles": ["<role>"]}
    And the client is "Bob"
    When a client sends
      """
      POST /api/data/v9.2/contacts
      MSCRMCallerID: <named>

      {"lastname": "For another"}
      """
    Then the status is <status>
    When a client sends
      """
      POST /api/data/v9.2/sample_CleanupExportedDataAnnotations
      Prefer: respond-async
      MSCRMCallerID: <named>

      {}
      """
    Then the status is <status>
    When a client sends
      """
      DELETE /api/backgroundoperation/{operation}
      MSCRMCallerID: <named>
      """
    Then the status is <status>
    When a client sends
      """
      DELETE /api/data/v9.2/systemusers({ada})
      MSCRMCallerID: <named>
      """
    Then the status is <status>
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/contacts?$filter=lastname eq 'For another'
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/systemusers({ada})?$select=fullname
      """
    Then "fullname" equals Ada
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name
      """
    Then "value" has 1 item
    And the operation is Waiting For Resources

    Examples:
      | role       | disabled | named                                | status |
      | Basic User | false    | {ada}                                | 403    |
      | Delegate   | true     | {ada}                                | 403    |
      | Delegate   | false    | 05e70000-0000-4000-8000-0000000000ff | 404    |

  @IM-001 @PV-020 @PV-023
  Scenario Outline: Impersonation takes the privileges of both users
    Given the user "Bob" with {"roles": ["Delegate"], "privileges": {<bob>}}
    And the user "Ada" with {"roles": ["Delegate"], "privileges": {<ada>}}
    And the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/accounts
      MSCRMCallerID: {ada}
      """
    Then the status is <status>

    Examples:
      | bob                          | ada                          | status |
      | "prvReadAccount": "Global"   | "prvReadAccount": "Global"   | 200    |
      | "prvReadAccount": "Global"   | "prvReadContact": "Global"   | 403    |
      | "prvReadContact": "Global"   | "prvReadAccount": "Global"   | 403    |

  @IM-001
  Scenario: Impersonation shows the rows that both users may read
    Given the user "Bob" with {"roles": ["Delegate"], "privileges": {"prvReadAccount": "Global"}}
    And the user "Ada" with {"privileges": {"prvReadAccount": "Basic"}}
    And these rows of "accounts"
      | name     | ownerid@odata.bind  |
      | Of Ada   | /systemusers({ada}) |
    And the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      MSCRMCallerID: {ada}
      """
    Then the rows are
      | name   |
      | Of Ada |

  @IM-004 @PV-025
  Scenario Outline: An unknown user cannot be impersonated
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      <header>: <value>
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" equals <message>

    Examples:
      | header         | value                                | status | code       | message                                                                                |
      | MSCRMCallerID  | 05e70000-0000-4000-8000-0000000000ff | 404    | 0x80040217 | systemuser With Id = 05e70000-0000-4000-8000-0000000000ff Does Not Exist               |
      | CallerObjectId | aad00000-0000-4000-8000-0000000000ff | 403    | 0x80072560 | The user is not a member of the organization.                                          |
      | MSCRMCallerID  | another                              | 400    | 0x80040203 | The header MSCRMCallerID is 'another': expected the id of a user, a GUID.             |

  @IM-004 @PV-027
  Scenario Outline: A disabled user cannot be impersonated
    Given the user "Ada" with {"roles": ["Basic User"], "disabled": true}
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      <header>: {<named>}
      """
    Then the status is 403
    And "/error/code" equals 0x80040225
    And "/error/message" equals The specified user is disabled.

    Examples:
      | header         | named      |
      | MSCRMCallerID  | ada        |
      | CallerObjectId | ada object |

Feature: Sign-in
  Every emulated path requires a bearer token, and its challenge names the authority.

  @AU-001 @AU-003 @AU-005
  Scenario Outline: A request without a token is refused
    When a client without a token sends
      """
      <method> <path>
      """
    Then the status is 401
    And the header "WWW-Authenticate" is "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, resource_id={org}/"
    And the body is the text "HTTP Error 401 - Unauthorized: Access is denied"

    Examples:
      | method | path                                                            |
      | GET    | /api/data/v9.2/                                                 |
      | GET    | /api/data/v9.2/WhoAmI                                           |
      | GET    | /api/data/v9.2/accounts                                         |
      | POST   | /api/data/v9.2/sample_CleanupExportedDataAnnotations            |
      | GET    | /api/data/v9.2/nothing                                          |
      | GET    | /api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088   |
      | DELETE | /api/backgroundoperation/not-a-guid                             |

  @AU-001
  Scenario Outline: Another scheme than Bearer counts as no token
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Authorization: <value>
      """
    Then the status is 401

    Examples:
      | value       |
      | Bearer      |
      | Basic eDp5  |
      | token       |

  @AU-010
  Scenario Outline: Any token signs in as the administrator
    Given the rule "unknown_token" is "administrator"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Authorization: <value>
      """
    Then the status is 200
    And "UserId" is a guid
    And "BusinessUnitId" is a guid
    And "OrganizationId" is a guid

    Examples:
      | value            |
      | Bearer x         |
      | bearer something |
      | Bearer a.b.c     |

  @AU-001 @AU-002
  Scenario Outline: Whether the challenge names the resource is a rule
    Given the rule "challenge_resource" is "<value>"
    When a client without a token sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then the status is 401
    And the header "WWW-Authenticate" matches "<form>"

    Examples:
      | value   | form                        |
      | with    | , resource_id=http://       |
      | without | /oauth2/authorize$          |

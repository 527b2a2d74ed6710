@no-samples
Feature: Safety
  What a client says about itself decides nothing for others, and no call that a client can cause controls the emulator.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |

  @SF-001
  Scenario: A callback names the organization's own address, whatever host its client used
    Given a sink "callback" outside the organization
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Host: elsewhere.example
      Prefer: respond-async, odata.callback;url="{callback}/hook"

      """
    Then the status is 202
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "operation"
    And the header "Location" is "http://elsewhere.example/api/backgroundoperation/{operation}"
    When request 1 arrives at the sink "callback"
    Then the body has
      | location | {org}/api/backgroundoperation/{operation} |

  @SF-001
  Scenario Outline: A webhook and its job name the organization's own address
    Given a sink "hook"
    And these rows of "serviceendpoints"
      | as       | name | contract | url    | authtype | authvalue | path | solutionnamespace |
      | endpoint | Hook | 8        | {hook} | 4        | k         | ""   | ""                |
    And these processing steps
      | on             | stage         | mode   | to       |
      | Create account | PostOperation | <mode> | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Host: elsewhere.example

      {"name":"Contoso"}
      """
    Then the status is 204
    And the header "OData-EntityId" matches "^http://elsewhere\.example/"
    When request 1 arrives at the sink "hook"
    Then the header "x-ms-dynamics-organization" matches "^127\.0\.0\.1:"

    Examples:
      | mode         |
      | synchronous  |
      | asynchronous |

  @SF-001 @handlers
  Scenario: A handler is told the organization's own address
    Given these rows of "pluginassemblies"
      | as       | name    | version | culture | publickeytoken   | content |
      | assembly | Contoso | 1.0.0.0 | neutral | 927f986a04c54a2f | TVo=    |
    And these rows of "plugintypes"
      | as   | typename        | friendlyname | pluginassemblyid@odata.bind   |
      | type | Contoso.Handler | Handler      | /pluginassemblies({assembly}) |
    And these processing steps
      | on             | stage         | plugintypeid@odata.bind | does       |
      | Create account | PostOperation | /plugintypes({type})    | indiscreet |
    And the plug-in type "Contoso.Handler" is handled by "misbehave.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Host: elsewhere.example

      {"name":"Contoso"}
      """
    And handler call 1 is looked at
    Then the body has
      | /callback/url | {org}/api/data/v9.2/ |

  @SF-002
  Scenario Outline: A host that is malformed is refused and not repeated
    When a client sends
      """
      GET <path>
      Host: <host>
      """
    Then the status is 400
    And the body does not contain "<host>"

    Examples:
      | path                   | host        |
      | /api/data/v9.2/WhoAmI  | a"b         |
      | /api/data/v9.2/WhoAmI  | me@it       |
      | /_emulator/v1/settle   | it:99999    |

  @SF-003
  Scenario Outline: A name of the public DNS is not served without a setting
    When a client sends
      """
      GET <path>
      Host: rebound.contoso.com
      """
    Then the status is 421
    And "/error/message" matches "--public-host"

    Examples:
      | path                  |
      | /api/data/v9.2/WhoAmI |
      | /_emulator/v1/health  |

  @SF-003
  Scenario Outline: Addresses and private names are served
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Host: <host>
      """
    Then the status is 200

    Examples:
      | host                                    |
      | localhost:1                             |
      | 10.1.2.3                                |
      | [::1]:5050                              |
      | emulator                                |
      | host.docker.internal                    |
      | emulator.default.svc.cluster.local:5050 |

  @SF-004
  Scenario Outline: A callback does not reach the control door, but a sink
    Given a sink "hook"
    And "sample_Report" is submitted with a callback to "{org}/_emulator/v1/<path>"
    When everything settles
    And a client sends
      """
      GET /_emulator/v1/journal?kind=callback
      """
    Then the status is 200
    And "/entries/0/endedBy" equals <end>

    Examples:
      | path       | end        |
      | reset      | connection |
      | settle     | connection |
      | sinks/hook | answer     |

  @SF-005
  Scenario: The journal keeps no secret, in headers or in parameters
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI?sas=s3cret&pwd=s3cret
      api-key: s3cret
      x-auth-token: s3cret
      Referer: https://contoso.example/?apiKey=s3cret
      """
    And a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then the status is 200
    And the body does not contain "s3cret"

  @SF-020
  Scenario Outline: The addresses that references put into one body are bounded: <references>
    Given the limits are
      | reference_size | 1KiB |
    And a text of <references> times ""$1"," is remembered as "references"
    When a client sends a batch of
      """
      --- change set
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      ---
      POST /api/data/v9.2/contacts

      {"lastname":"x","many@odata.bind":[{references}"$1"]}
      --- end
      """
    Then the status is <status>
    When the client reads part "1"
    Then the status is <status>
    And "/error/code" equals <code>

    Examples:
      | references | status | code       |
      | 10         | 400    | 0x80048d19 |
      | 20         | 413    | 0x8004418a |

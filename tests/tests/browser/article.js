// Start report generation
function generateAccountReport(accountId) {
    var request = {
        entity: { 
            entityType: "account", 
            id: accountId 
        },
        IncludeHistorical: false,
        ReportFormat: "JSON",
        
        getMetadata: function() {
            return {
                boundParameter: "entity",
                parameterTypes: {
                    "entity": { typeName: "mscrm.account", structuralProperty: 5 },
                    "IncludeHistorical": { typeName: "Edm.Boolean", structuralProperty: 1 },
                    "ReportFormat": { typeName: "Edm.String", structuralProperty: 1 }
                },
                operationType: 0,
                operationName: "contoso_GenerateAccountReport"
            };
        }
    };

    Xrm.Utility.showProgressIndicator("Starting report generation...");

    Xrm.WebApi.online.execute(request).then(
        function(response) {
            return response.json();
        }
    ).then(function(result) {
        var jobId = result.JobId;
        var estimatedTime = new Date(result.EstimatedCompletionTime);
        
        Xrm.Utility.closeProgressIndicator();
        Xrm.Utility.alertDialog(
            "Report generation started. Check back in " + 
            Math.round((estimatedTime - new Date()) / 1000) + " seconds."
        );
        
        // Poll for completion
        pollReportStatus(jobId);
    }).catch(function(error) {
        Xrm.Utility.closeProgressIndicator();
        console.error("Error:", error);
    });
}

// Poll status every 5 seconds
function pollReportStatus(jobId) {
    var checkStatus = function() {
        var statusRequest = {
            JobId: jobId,
            
            getMetadata: function() {
                return {
                    boundParameter: null,
                    parameterTypes: {
                        "JobId": { typeName: "Edm.Guid", structuralProperty: 1 }
                    },
                    operationType: 0,
                    operationName: "contoso_GetReportStatus"
                };
            }
        };

        Xrm.WebApi.online.execute(statusRequest).then(
            function(response) {
                return response.json();
            }
        ).then(function(result) {
            var isComplete = result.IsComplete;
            var progress = result.Progress;
            var status = result.Status;

            if (!isComplete) {
                // Update progress and check again
                Xrm.Utility.showProgressIndicator("Generating report... " + progress + "%");
                setTimeout(checkStatus, 5000); // Check again in 5 seconds
            } else {
                Xrm.Utility.closeProgressIndicator();
                
                if (status === 3) {
                    // Completed successfully
                    Xrm.Utility.alertDialog("Report completed! Download from: " + result.ReportUrl);
                } else {
                    // Failed
                    Xrm.Utility.alertDialog("Report failed: " + result.ErrorMessage);
                }
            }
        });
    };

    checkStatus();
}

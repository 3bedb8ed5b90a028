/** Where kube-apiserver's flags belong to somebody else: what can be set, and what cannot. */

export const OPENSHIFT = `OpenShift sets kube-apiserver's audit flags itself: a log file in mode blocking, no webhook, no buffer flags.

Can be set, in the resource APIServer "cluster" (config.openshift.io/v1):
  spec.audit.profile: Default | WriteRequestBodies | AllRequestBodies | None
  spec.audit.customRules: a profile for a group of users
Cannot be set: the policy itself, --audit-webhook-*, --audit-log-batch-*.
Events leave the cluster through the log collector (ClusterLogForwarder, inputRefs: [audit]), which reads the files.
Hosted control planes (HyperShift) have a webhook: HostedCluster spec.auditWebhook names a Secret with its kubeconfig.
`;

export const EKS = `EKS sets kube-apiserver's audit flags itself; neither flags nor policy can be set.

Can be set: whether audit events go to CloudWatch Logs.
  aws eks update-cluster-config --name CLUSTER \\
    --logging '{"clusterLogging":[{"types":["audit"],"enabled":true}]}'
From there a subscription filter sends them on. Size that receiver with: audit-bench run, against its address.
`;

export const GKE = `GKE sets kube-apiserver's audit flags itself; neither flags nor policy can be set.

Can be set: which audit logs Cloud Logging keeps. Admin Activity is always on; Data Access is enabled by the project's IAM
audit configuration (service k8s.io), and a sink sends logs on to Pub/Sub or a bucket.
`;

export const AKS = `AKS sets kube-apiserver's audit flags itself; neither flags nor policy can be set.

Can be set: diagnostic settings that send the categories kube-audit (everything) or kube-audit-admin (no reads) to a Log
Analytics workspace, an event hub or a storage account.
  az monitor diagnostic-settings create --resource CLUSTER_ID --name audit \\
    --logs '[{"category":"kube-audit-admin","enabled":true}]' --event-hub-rule RULE_ID
`;

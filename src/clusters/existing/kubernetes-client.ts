/** All that is used of the Kubernetes client. The build puts it into this module's output (scripts/bundle-libraries.js). */
export { BatchV1Api, CoreV1Api, KubeConfig, Watch } from '@kubernetes/client-node';

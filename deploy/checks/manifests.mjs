// Checks rendered manifests against the schemas of Kubernetes and of the operators.
// Usage: node manifests.mjs FILE...   one line for each mistake; ends with 1 where there are any
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const KEDA = "@kubernetes-models/keda/keda.sh/v1alpha1";
const PROMETHEUS = "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";
// v1 has the fields of v1beta1, which is the newest that the package has.
const EXTERNAL_SECRETS = "@kubernetes-models/external-secrets/external-secrets.io/v1beta1";
const MODULES = {
  "v1": "kubernetes-models/v1",
  "apps/v1": "kubernetes-models/apps/v1",
  "autoscaling/v2": "kubernetes-models/autoscaling/v2",
  "policy/v1": "kubernetes-models/policy/v1",
  "networking.k8s.io/v1": "kubernetes-models/networking.k8s.io/v1",
  "keda.sh/v1alpha1": KEDA,
  "monitoring.coreos.com/v1": PROMETHEUS,
  "external-secrets.io/v1": EXTERNAL_SECRETS,
};

let mistakes = 0;
let checked = 0;
for (const file of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(file, "utf8"))) {
    const object = document.toJS();
    const where = `${file}: ${object.kind} ${object.metadata.name}`;
    const Model = MODULES[object.apiVersion] && (await import(MODULES[object.apiVersion]))[object.kind];
    if (!Model) {
      mistakes++;
      console.log(`${where}: no schema of ${object.apiVersion}`);
      continue;
    }
    try {
      new Model({ ...object, apiVersion: Model.apiVersion }).validate();
      checked++;
    } catch (e) {
      mistakes++;
      console.log(`${where}: ${e.message}`);
    }
  }
}
console.log(`${checked} objects fit their schemas`);
process.exit(mistakes === 0 && checked > 0 ? 0 : 1);

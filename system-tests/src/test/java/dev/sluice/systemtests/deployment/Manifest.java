package dev.sluice.systemtests.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One object of a manifest.
 *
 * @param file whose it is
 */
record Manifest(String file, Yaml object) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Class<?>> KNOWN = Map.of(
            "v1/Namespace", Namespace.class,
            "v1/Service", Service.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "apps/v1/Deployment", Deployment.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1/Ingress", Ingress.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

    String kind() {
        return object.at("kind").asText();
    }

    String name() {
        return object.at("metadata.name").asText();
    }

    private String where() {
        return file + ", " + kind() + " " + name();
    }

    /** The container of a Deployment or StatefulSet, or nothing. */
    Yaml container() {
        return object.at("spec.template.spec.containers").items().stream()
                .findFirst()
                .orElse(new Yaml(null));
    }

    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        container()
                .at("env")
                .items()
                .forEach(variable -> environment.put(
                        variable.at("name").asText(),
                        variable.at("valueFrom").isThere()
                                ? "given-by-kubernetes"
                                : variable.at("value").asText()));
        return environment;
    }

    /** What Kubernetes' own classes do not know: a key that is misspelt, or stands in the wrong place. */
    List<String> unknownKeys() {
        Class<?> type = KNOWN.get(object.at("apiVersion").asText() + "/" + kind());
        if (type == null) {
            return List.of();
        }
        List<String> unknown = new ArrayList<>();
        try {
            Object read = JSON.convertValue(object.value(), type);
            lost(JSON.valueToTree(object.value()), JSON.valueToTree(withoutAdditional(read)), "", unknown);
        } catch (IllegalArgumentException e) {
            unknown.add(where() + ": " + e.getMessage());
        }
        return unknown;
    }

    /** Read again, since keys that a class does not know are kept in it and would be written out. */
    private Object withoutAdditional(Object read) {
        return AdditionalProperties.removedFrom(read);
    }

    private void lost(JsonNode written, JsonNode read, String path, List<String> unknown) {
        for (Map.Entry<String, JsonNode> field : written.properties()) {
            JsonNode found = read.path(field.getKey());
            if (found.isMissingNode() && !field.getValue().isEmpty()) {
                unknown.add(where() + ": " + path + "." + field.getKey() + " is not known");
            } else if (found.isMissingNode() && field.getValue().isValueNode()) {
                unknown.add(where() + ": " + path + "." + field.getKey() + " is not known");
            } else {
                lost(field.getValue(), found, path + "." + field.getKey(), unknown);
            }
        }
        for (int i = 0; i < written.size() && written.isArray(); i++) {
            lost(written.get(i), read.path(i), path + "[" + i + "]", unknown);
        }
    }

    /** Of a container: ports that its probes name, volumes that it mounts, resources. */
    List<String> containerMistakes() {
        List<String> mistakes = new ArrayList<>();
        Yaml container = container();
        if (!container.at("image").isThere()) {
            return mistakes;
        }
        List<String> ports = container.at("ports").items().stream()
                .map(port -> port.at("name").asText())
                .toList();
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            if (!ports.contains(container.at(probe).at("httpGet.port").asText())) {
                mistakes.add(where() + ": " + probe + " asks on no port of the container");
            }
        }
        List<String> volumes = new ArrayList<>();
        object.at("spec.template.spec.volumes")
                .items()
                .forEach(volume -> volumes.add(volume.at("name").asText()));
        object.at("spec.volumeClaimTemplates")
                .items()
                .forEach(claim -> volumes.add(claim.at("metadata.name").asText()));
        container.at("volumeMounts").items().stream()
                .map(mount -> mount.at("name").asText())
                .filter(name -> !volumes.contains(name))
                .forEach(name -> mistakes.add(where() + ": mounts " + name + ", which is no volume"));
        for (String amount : List.of("requests.cpu", "requests.memory", "limits.cpu", "limits.memory")) {
            if (!container.at("resources." + amount).isThere()) {
                mistakes.add(where() + ": has no resources." + amount);
            }
        }
        return mistakes;
    }
}

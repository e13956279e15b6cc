package dev.sluice.systemtests.deployment;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;

/** Keys that a class of Kubernetes' model has no place for: it keeps them apart, so that nothing is lost, and says nothing. */
final class AdditionalProperties {
    private static final String MODEL = "io.fabric8.kubernetes.api.model";

    private AdditionalProperties() {}

    /** The same object without them, in all that it holds. */
    @SuppressWarnings("ReferenceEquality") // an object may return itself
    static Object removedFrom(Object object) {
        if (object instanceof Collection<?> all) {
            all.forEach(AdditionalProperties::removedFrom);
        } else if (object instanceof Map<?, ?> map) {
            map.values().forEach(AdditionalProperties::removedFrom);
        } else if (object != null
                && object.getClass().getPackageName().startsWith(MODEL)
                && !(object instanceof Enum)) {
            for (Method method : object.getClass().getMethods()) {
                if (method.getName().startsWith("get") && method.getParameterCount() == 0 && !method.isSynthetic()) {
                    Object value = value(object, method);
                    if (method.getName().equals("getAdditionalProperties") && value instanceof Map<?, ?> additional) {
                        additional.clear();
                    } else if (value != object) {
                        removedFrom(value);
                    }
                }
            }
        }
        return object;
    }

    private static Object value(Object object, Method getter) {
        try {
            Object value = getter.invoke(object);
            return value == null ? "" : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.sluice.processor.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.logging.RequestIds;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.ledger.QueryRefusedException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has every request under {@code /api} authenticated, answered and, where something is wrong, told so. Thread-safe. */
public final class ApiPaths {
    private static final Logger LOG = LoggerFactory.getLogger(ApiPaths.class);
    private static final String CALLER = "sluice.caller";
    private static final String REQUEST_ID = "sluice.request_id";
    private static final String EVERYTHING = "/api/*";

    private final ApiTokens tokens;
    private final Idempotency idempotency;
    private final List<Section> sections;

    /** Some paths that belong together. */
    interface Section {
        void addTo(Table table);
    }

    /** Answers a request. */
    interface Action {
        Reply answer(Call call)
                throws ProblemException, LedgerUnavailableException, QueryRefusedException, InterruptedException;
    }

    /** Where sections put their paths. */
    record Table(ApiPaths paths, RoutesConfig routes) {
        Table get(String path, ApiRole role, Action action) {
            routes.get(path, paths.handler(role, action));
            return this;
        }

        Table post(String path, ApiRole role, Idempotency.Change change) {
            routes.post(path, paths.handler(role, call -> paths.idempotency.once(call, change)));
            return this;
        }
    }

    ApiPaths(ApiTokens tokens, Idempotency idempotency, List<Section> sections) {
        this.tokens = tokens;
        this.idempotency = idempotency;
        this.sections = List.copyOf(sections);
    }

    /** Adds the paths to a server. */
    public void addTo(RoutesConfig routes) {
        routes.before(EVERYTHING, this::authenticate);
        Table table = new Table(this, routes);
        sections.forEach(section -> section.addTo(table));
        routes.get("/openapi.yaml", ApiPaths::openApi);
        for (HandlerType other :
                List.of(HandlerType.GET, HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE)) {
            routes.addHttpHandler(other, EVERYTHING, ApiPaths::unknown);
        }
    }

    private void authenticate(Context context) {
        String requestId = RequestIds.of(context.req().getHeader(RequestIds.HEADER));
        context.attribute(REQUEST_ID, requestId);
        context.header(RequestIds.HEADER, requestId)
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff");
        Optional<ApiCaller> caller = tokens.caller(
                context.req().getHeader("Authorization"), context.req().getRemoteAddr());
        if (caller.isPresent()) {
            context.attribute(CALLER, caller.get());
            return;
        }
        write(
                context,
                new ProblemException(
                        401,
                        "unauthorized",
                        "Send Authorization: Bearer and a token of SLUICE_READ_TOKENS, SLUICE_OPERATE_TOKENS or SLUICE_ADMIN_TOKEN.",
                        List.of(),
                        Map.of("WWW-Authenticate", "Bearer")));
        context.skipRemainingHandlers();
    }

    private Handler handler(ApiRole role, Action action) {
        return context -> {
            String requestId = Objects.requireNonNull(context.attribute(REQUEST_ID));
            ApiCaller caller = Objects.requireNonNull(context.attribute(CALLER));
            try {
                if (!caller.role().includes(role)) {
                    throw new ProblemException(
                            403,
                            "forbidden",
                            "This takes a token of the role '" + role.word() + "'; yours is '"
                                    + caller.role().word() + "'.");
                }
                Reply reply = action.answer(new Call(context, requestId, caller));
                reply.headers().forEach(context::header);
                context.status(reply.status()).contentType(reply.contentType()).result(reply.body());
            } catch (ProblemException problem) {
                write(context, problem);
            } catch (LedgerUnavailableException e) {
                write(
                        context,
                        new ProblemException(
                                503,
                                "database_unavailable",
                                "The database does not answer; try again.",
                                List.of(),
                                Map.of("Retry-After", "5")));
            } catch (QueryRefusedException refused) {
                write(context, problem(refused));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                write(context, new ProblemException(503, "stopping", "The service is stopping; ask another instance."));
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("request_id", requestId).setCause(e).log("a request to the API failed");
                write(
                        context,
                        new ProblemException(
                                500,
                                "internal_error",
                                "Something is wrong in Sluice; its log says what, under the request's id."));
            }
        };
    }

    private static ProblemException problem(QueryRefusedException refused) {
        return switch (refused.why()) {
            case TOO_SLOW ->
                new ProblemException(
                        503,
                        "query_too_slow",
                        "The database took too long; ask for less time with received[gte]= and the like, or try again.",
                        List.of(),
                        Map.of("Retry-After", "5"));
            case BAD_VALUE ->
                new ProblemException(
                        400, "parameter_invalid", "A value can't be of the type that it is compared with.");
        };
    }

    private static void unknown(Context context) {
        write(
                context,
                new ProblemException(404, "path_unknown", "There is no such path for this method; see /openapi.yaml."));
    }

    private static void write(Context context, ProblemException problem) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", problem.code().replace('_', ' '))
                .put("status", problem.status())
                .put("code", problem.code())
                .put("detail", problem.detail());
        ArrayNode errors = body.putArray("errors");
        problem.mistakes()
                .forEach(each ->
                        errors.addObject().put("pointer", each.pointer()).put("detail", each.detail()));
        body.put("request_id", context.<String>attribute(REQUEST_ID));
        problem.headers().forEach(context::header);
        context.status(problem.status())
                .contentType("application/problem+json")
                .result(body.toString().getBytes(UTF_8));
    }

    private static void openApi(Context context) throws IOException {
        try (InputStream page = ApiPaths.class.getResourceAsStream("/dev/sluice/processor/openapi.yaml")) {
            if (page == null) {
                throw new IllegalStateException("openapi.yaml is missing from the jar");
            }
            context.contentType("application/yaml").result(page.readAllBytes());
        }
    }
}

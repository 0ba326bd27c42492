package io.threefold.rmb.operator.catalogue;

/** Names that several parts agree on and users see: containers, volumes, environment, ConfigMap. */
public final class Names {
    /** The injected Redis. */
    public static final String REDIS_CONTAINER = "rmb-redis";
    /** The injected peer. */
    public static final String PEER_CONTAINER = "rmb-peer";

    /** Volume with the identity's secret. */
    public static final String IDENTITY_VOLUME = "rmb-identity";
    /** Volume with the service's ConfigMap. */
    public static final String CONFIG_VOLUME = "rmb-config";
    /** Volume for the peer's own files. */
    public static final String STATE_VOLUME = "rmb-state";
    /** Volume for Redis' data. */
    public static final String DATA_VOLUME = "rmb-redis-data";

    /** In app containers: the Redis to talk to. */
    public static final String ENV_REDIS_URL = "RMB_REDIS_URL";
    /** In app containers: the RmbService. */
    public static final String ENV_SERVICE = "RMB_SERVICE";
    /** In app containers: the twin. */
    public static final String ENV_TWIN_ID = "RMB_TWIN_ID";

    /** The peer's configuration, in the ConfigMap. */
    public static final String CONFIG_KEY = "peer.yaml";
    /** The twin's id, in the ConfigMap; absent until it is known. */
    public static final String TWIN_KEY = "twin-id";

    /** Pod condition behind the readiness gate. */
    public static final String CONNECTED_CONDITION = Keys.PREFIX + "connected";

    /** Name of the management port in the pod. */
    public static final String MANAGEMENT_PORT_NAME = "rmb-management";

    /** Setting this key in Redis makes the peer quiesce (DESIGN §4.7). */
    public static final String QUIESCE_KEY = "msgbus.system.quiesce";

    private Names() {}

    /** The ConfigMap of a service. */
    public static String configMap(String service) {
        return "rmb-" + service;
    }
}

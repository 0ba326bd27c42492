package io.threefold.rmb.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerPatchTest {
    private static final String VOLUMES = """
              volumes:
              - {name: host, hostPath: {path: /}}
              - {name: certificates, configMap: {name: certificates}}
            """;

    private static Decision patch(String patch) {
        Pod pod = Cases.pod(Cases.POD + VOLUMES);
        pod.getMetadata().getAnnotations().put("rmb.threefold.io/patch", patch);
        return new Injector(InjectionSettings.defaults()).decide(pod, Cases.namespace(Cases.SERVICE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'op':'replace','path':'/rmb-peer/securityContext/privileged','value':true}]",
                "[{'op':'replace','path':'/rmb-peer/securityContext/runAsUser','value':0}]",
                "[{'op':'remove','path':'/rmb-peer/securityContext'}]",
                "[{'op':'remove','path':'/rmb-peer/securityContext/seccompProfile'}]",
                "[{'op':'replace','path':'/rmb-redis/securityContext/allowPrivilegeEscalation','value':true}]",
                "[{'op':'add','path':'/rmb-peer/securityContext/capabilities/add','value':['SYS_ADMIN']}]",
                "[{'op':'add','path':'/rmb-peer/securityContext/procMount','value':'Unmasked'}]",
                "[{'op':'add','path':'/rmb-peer/volumeMounts/-','value':{'name':'host','mountPath':'/host'}}]",
                "[{'op':'add','path':'/rmb-redis/volumeMounts','value':[{'name':'rmb-identity','mountPath':'/x'}]}]",
                "[{'op':'add','path':'/rmb-peer/volumeMounts/-','value':{'name':'nowhere','mountPath':'/x'}}]",
                "[{'op':'replace','path':'/rmb-peer/volumeMounts/0/readOnly','value':false}]",
                "[{'op':'add','path':'/rmb-peer/command','value':['sh']}]",
                "[{'op':'remove','path':'/rmb-peer/restartPolicy'}]",
                "[{'op':'replace','path':'/rmb-peer/name','value':'x'}]",
                "[{'op':'remove','path':'/rmb-peer'}]",
                "[{'op':'add','path':'/other','value':{'name':'other'}}]",
                "[{'op':'replace','path':'','value':{}}]",
                "[{'op':'replace','path':'/rmb-peer','value':7}]",
                "[{'op':'replace','path':'/rmb-peer/startupProbe/httpGet/path','value':'/'}]",
                "[{'op':'add','path':'/rmb-peer/startupProbe/httpGet/host','value':'1.2.3.4'}]",
                "[{'op':'replace','path':'/rmb-peer/env/1/value','value':'/etc/passwd'}]",
                "[{'op':'add','path':'/rmb-peer/hostPath','value':'/'}]",
                "[{'op':'move','from':'/rmb-peer/env','path':'/rmb-redis/env'}]",
                "[{'op':'add','path':'/rmb-none/x','value':1}]",
                "[{'op':'test','path':'/rmb-peer/name','value':'x'}]",
                "[1]",
                "nonsense",
                "{}"
            })
    void isRefused(String patch) {
        assertThat(Cases.reason(patch(patch.replace('\'', '"')))).isEqualTo("Refused PatchRefused");
    }

    @Test
    void manyOperationsAreRefused() {
        String operation = "{\"op\":\"add\",\"path\":\"/rmb-peer/imagePullPolicy\",\"value\":\"Always\"}";
        String many = "[" + (operation + ",").repeat(32) + operation + "]";
        assertThat(Cases.reason(patch(many))).isEqualTo("Refused PatchRefused");
        assertThat(Cases.reason(patch("[" + " ".repeat(9000) + "]"))).isEqualTo("Refused InvalidOverride");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{'op':'add','path':'/rmb-peer/env/-','value':{'name':'A','value':'b'}}]",
                "[{'op':'add','path':'/rmb-peer/imagePullPolicy','value':'Always'}]",
                "[{'op':'replace','path':'/rmb-peer/startupProbe/failureThreshold','value':600}]",
                "[{'op':'add','path':'/rmb-peer/volumeMounts/-','value':{'name':'certificates','mountPath':'/ca'}}]",
                "[{'op':'replace','path':'/rmb-peer/securityContext/runAsUser','value':5000}]",
                "[{'op':'add','path':'/rmb-redis/args/-','value':'--appendonly'},"
                        + "{'op':'add','path':'/rmb-redis/args/-','value':'yes'}]"
            })
    void isFine(String patch) {
        assertThat(Cases.reason(patch(patch.replace('\'', '"')))).isEqualTo("Injected");
    }

    @Test
    void resourcesByPatchAreSeen() {
        Decision decision =
                patch("[{\"op\":\"add\",\"path\":\"/rmb-peer/resources\",\"value\":{\"requests\":{\"cpu\":\"1\"}}}]");
        assertThat(Cases.injected(decision).warnings())
                .extracting(w -> w.reason().code())
                .containsExactly("QosChanged");
    }
}

// route: the way by which a message leaves.
//
// Type    (
//             none: {E with level: A, alert: B, application: C, cluster: D},
//             routes: [{E with level: A, alert: B, application: C, cluster: D}],
//         ) => (alert: F, application: G, cluster: H, level: I) =>
//         {E with level: A, alert: B, application: C, cluster: D}
// Takes   `routes`, rows of which each says which messages it takes: of a level, and of an alert, a cluster and an
//         application or "*" for all of them. `none`, the row for what no route takes.
// Gives   a function that gives the most special row that takes a message: one that names the alert goes before one that
//         names the application, and that before one that names the cluster.
import "array"
import "dict"

route = (routes, none) => {
    rows =
        dict.fromList(
            pairs:
                array.map(
                    arr: routes,
                    fn: (x) =>
                        ({
                            key: "${string(v: x.level)}/${x.alert}/${x.application}/${x.cluster}",
                            value: x,
                        }),
                ),
        )
    find = (key, default) => dict.get(dict: rows, key: key, default: default)

    return (level, alert, cluster, application) => {
        l = string(v: level)
        any = find(key: "${l}/*/*/*", default: none)
        ofCluster = find(key: "${l}/*/*/${cluster}", default: any)
        ofApplication = find(key: "${l}/*/${application}/*", default: ofCluster)
        ofBoth = find(key: "${l}/*/${application}/${cluster}", default: ofApplication)
        ofAlert = find(key: "${l}/${alert}/*/*", default: ofBoth)
        ofAlertCluster = find(key: "${l}/${alert}/*/${cluster}", default: ofAlert)
        ofAlertApplication = find(key: "${l}/${alert}/${application}/*", default: ofAlertCluster)

        return find(key: "${l}/${alert}/${application}/${cluster}", default: ofAlertApplication)
    }
}

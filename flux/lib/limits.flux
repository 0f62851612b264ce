// limits: the limits that hold for an application of a cluster.
//
// Type    (of: [{A with cluster: string, application: string}]) => (application: string, cluster: string) =>
//         {A with cluster: string, application: string}
// Takes   `of`, rows of limits, each for a cluster and an application, or "*" for all; one of them is for all of both.
// Gives   a function that gives the row for a cluster and an application: the one that names both, else the application,
//         else the cluster, else the one for all.
import "array"
import "dict"

limits = (of) => {
    rows =
        dict.fromList(
            pairs:
                array.map(arr: of, fn: (x) => ({key: x.cluster + "/" + x.application, value: x})),
        )
    all = dict.get(dict: rows, key: "*/*", default: of[0])

    return (cluster, application) =>
        dict.get(
            dict: rows,
            key: cluster + "/" + application,
            default:
                dict.get(
                    dict: rows,
                    key: "*/" + application,
                    default: dict.get(dict: rows, key: cluster + "/*", default: all),
                ),
        )
}

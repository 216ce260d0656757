/* What a stranger does first in C: include the header, ask for the version, use a store. */
#include <itr/itr.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    itr_store store;
    itr_error err;
    if (itr_abi_version() < ITR_ABI_VERSION || itr_abi_oldest() > ITR_ABI_VERSION) return 1;
    if (itr_store_open_memory(&store, &err) != ITR_OK) return 1;
    if (itr_store_close(store, &err) != ITR_OK) return 1;
    printf("itr %s from C\n", itr_version());
    return strcmp(itr_version(), "0.1.0") == 0 ? 0 : 1;
}
